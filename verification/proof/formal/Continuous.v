(* ODE-1 to ODE-4. *)
Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import Words Calculus Solutions.
Require Statements.
Open Scope R_scope.

Theorem p_ODE_1_a : Statements.ODE_1_a.
Proof.
  intros a t y Ht Hy. pose proof (smooth_cont 1 0 y Hy) as Cy. destruct Hy as [d [E [D C]]].
  assert (Dy : forall t, 0 < t -> is_derive y t (d 1%nat t)).
  { intros s Hs. apply (derive_from_smooth 0 y (d 0%nat)); auto. }
  assert (De : forall t, is_derive (fun t => exp (- (a * t))) t (- a * exp (- (a * t)))).
  { intros s. auto_derive; [auto|ring]. }
  pose proof (cont_from_derive 0 _ _ De) as Ce.
  exists (- a * exp (- (a * t)) * y t + exp (- (a * t)) * d 1%nat t), (d 1%nat t). split; [|split; [|ring]].
  - apply (edge_derive 0 (fun t => exp (- (a * t)) * y t) (fun t => - a * exp (- (a * t)) * y t + exp (- (a * t)) * d 1%nat t)); [|intros s Hs| |assumption].
    + now apply cont_from_mult.
    + apply (is_derive_mult (fun t => exp (- (a * t))) y); [apply De|now apply Dy|intros; apply Rmult_comm].
    + apply cont_from_plus; apply cont_from_mult; auto. now apply cont_from_scal.
  - apply (edge_derive 0 y); auto.
Qed.

Theorem p_ODE_2_a : Statements.ODE_2_a.
Proof.
  intros a f t x x_0 Ht Hf Hx <-. apply smooth_cont in Hf. split; [now apply ex_memory|].
  now apply duhamel_formula.
Qed.

Theorem p_ODE_2_b : Statements.ODE_2_b.
Proof.
  intros a f x x_0 Hf. apply smooth_cont in Hf. split; [intros; now apply ex_memory|].
  intros Hx. now apply (duhamel_solves a x_0).
Qed.

Theorem p_ODE_2_c : Statements.ODE_2_c.
Proof.
  intros a f x x_0 Hf. apply smooth_cont in Hf. split; [intros; now apply ex_memory|].
  intros Hx. rewrite (Hx 0 (Rle_refl 0)). fold (memory a f 0). rewrite memory_0, Rmult_0_r, Ropp_0, exp_0. ring.
Qed.

Theorem p_ODE_3_a : Statements.ODE_3_a.
Proof.
  intros a f t x xt _ _ [_ Dx] [_ Dy] Ht.
  eapply is_derive_eq.
  - apply (weighted_derive a (fun t => x t - xt t)). apply (is_derive_minus x xt); [now apply Dx|now apply Dy].
  - unfold minus, plus, opp; simpl. ring.
Qed.

Theorem p_ODE_3_b : Statements.ODE_3_b.
Proof.
  intros a f t x xt Ht _ Hx Hy E. pose proof (solutions_differ a f x xt Hx Hy t Ht) as D.
  rewrite E in D. lra.
Qed.

Theorem p_ODE_4_a : Statements.ODE_4_a.
Proof. intros a f t x x_0 xt xt_0 Ht _ Hx <- Hy <-. now apply (solutions_differ a f). Qed.

Theorem p_ODE_4_b : Statements.ODE_4_b.
Proof.
  intros a eps f t x x_0 xt xt_0 He Ht _ Hx <- Hy <- Ha N. split; [lra|].
  rewrite (solutions_differ a f x xt Hx Hy t Ht), Rabs_mult, (Rabs_right (exp _)) by (left; apply exp_pos).
  assert (P : 0 < Rabs (x 0 - xt 0)) by (apply Rabs_pos_lt; lra).
  assert (L : ln (1 / eps) = - ln eps) by (unfold Rdiv; rewrite Rmult_1_l; now apply ln_Rinv).
  rewrite L. split; intros H.
  - apply Rmult_le_reg_l in H; [|assumption]. apply ln_le in H; [|apply exp_pos]. rewrite ln_exp in H.
    apply Rmult_le_reg_l with a; [assumption|]. replace (a * (- ln eps / a)) with (- ln eps) by (field; lra). lra.
  - apply Rmult_le_compat_l; [lra|]. rewrite <- (exp_ln eps) by assumption.
    assert (A : - (a * t) <= ln eps).
    { apply (Rmult_le_compat_l a) in H; [|lra]. replace (a * (- ln eps / a)) with (- ln eps) in H by (field; lra). lra. }
    destruct A as [A|A]; [left; now apply exp_increasing|right; now f_equal].
Qed.
