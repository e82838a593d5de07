(* ODE-11. *)
Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import Words Calculus Solutions.
Require Statements.
Open Scope R_scope.

(* the closed response has the right derivative, and starts at the right place *)
Ltac response a y f :=
  lazymatch goal with Hx : smooth 0 0 ?x /\ _ |- ?x ?t = _ =>
    assert (S : solves a f x) by (destruct Hx as [Sx Dx]; split; [exact Sx|]; intros s Hs;
      eapply is_derive_eq; [apply Dx, Hs|in_R; cbv beta; ring]);
    rewrite (is_solution a f x y S); [cbv beta; unfold Rdiv; ring|cbv beta|cbv beta|assumption]
  end.

Ltac starts := rewrite ?Rmult_0_r, ?Ropp_0, ?exp_0, ?cos_0, ?sin_0; field; try lra.

Theorem p_ODE_11_a : Statements.ODE_11_a.
Proof.
  intros a t x x_0 Ht Hx <-. response a (fun t => exp (- (a * t)) * x 0) (fun _ : R => 0).
  - intros s. auto_derive; [auto|in_R; ring].
  - starts.
Qed.

Theorem p_ODE_11_b : Statements.ODE_11_b.
Proof.
  intros a c t x x_0 Ht Hx <- Ha. split; [exact Ha|].
  response a (fun t => (1 - exp (- (a * t))) * c / a + exp (- (a * t)) * x 0) (fun _ : R => c).
  - intros s. auto_derive; [auto|in_R; field; assumption].
  - starts; assumption.
Qed.

Theorem p_ODE_11_c : Statements.ODE_11_c.
Proof.
  intros a t x x_0 Ht Hx <- Ha. split; [exact Ha|].
  response a (fun t => exp (- (a * t)) * x 0 + t / a - (1 - exp (- (a * t))) / a ^ 2) (fun t : R => t).
  - intros s. auto_derive; [auto|in_R; field; assumption].
  - starts; assumption.
Qed.

Theorem p_ODE_11_d : Statements.ODE_11_d.
Proof.
  intros a t x x_0 Ht Hx <- Ha. split; [exact Ha|].
  response a (fun t => (2 - 2 * exp (- (a * t))) / a ^ 3 + exp (- (a * t)) * x 0 + t ^ 2 / a - 2 * t / a ^ 2) (fun t : R => t ^ 2).
  - intros s. auto_derive; [auto|in_R; field; assumption].
  - starts; assumption.
Qed.

Lemma circle a omega : 0 < omega -> a ^ 2 + omega ^ 2 <> 0.
Proof. intros Ho. assert (0 < omega ^ 2) by (now apply pow_lt). pose proof (pow2_ge_0 a). lra. Qed.

Theorem p_ODE_11_e : Statements.ODE_11_e.
Proof.
  intros a omega t x x_0 Ho Ht Hx <-. pose proof (circle a omega Ho) as Hc. split; [exact Hc|].
  response a (fun t => (a * sin (omega * t) + exp (- (a * t)) * omega - cos (omega * t) * omega) / (a ^ 2 + omega ^ 2) + exp (- (a * t)) * x 0) (fun t : R => sin (omega * t)).
  - intros s. auto_derive; [auto|in_R; field; assumption].
  - starts; assumption.
Qed.

Theorem p_ODE_11_f : Statements.ODE_11_f.
Proof.
  intros a omega t x x_0 Ho Ht Hx <-. pose proof (circle a omega Ho) as Hc. split; [exact Hc|].
  response a (fun t => (a * cos (omega * t) + omega * sin (omega * t) - a * exp (- (a * t))) / (a ^ 2 + omega ^ 2) + exp (- (a * t)) * x 0) (fun t : R => cos (omega * t)).
  - intros s. auto_derive; [auto|in_R; field; assumption].
  - starts; assumption.
Qed.

Theorem p_ODE_11_g : Statements.ODE_11_g.
Proof.
  intros a b t x x_0 Ht Hx <- Hb. split; [lra|].
  response a (fun t => (exp (- (b * t)) - exp (- (a * t))) / (a - b) + exp (- (a * t)) * x 0) (fun t : R => exp (- (b * t))).
  - intros s. auto_derive; [auto|in_R; field; lra].
  - starts.
Qed.

Theorem p_ODE_11_h : Statements.ODE_11_h.
Proof.
  intros a t x x_0 Ht Hx <-.
  response a (fun t => exp (- (a * t)) * t + exp (- (a * t)) * x 0) (fun t : R => exp (- (a * t))).
  - intros s. auto_derive; [auto|in_R; ring].
  - starts.
Qed.

Theorem p_ODE_11_i : Statements.ODE_11_i.
Proof.
  intros a c f g t w x y Ht _ _ [Sx Dx] [Sy Dy] Hw E.
  assert (S : solves a (fun t => c * f t + g t) (fun t => c * x t + y t)).
  { split.
    - apply cont_smooth, cont_from_plus; [apply cont_from_scal|]; now apply (smooth_cont 0).
    - intros s Hs. eapply is_derive_eq.
      + apply (is_derive_plus (fun t => c * x t) y); [apply (is_derive_scal x s c); now apply Dx|now apply Dy].
      + unfold plus; simpl. in_R. ring. }
  pose proof (solutions_differ a _ w _ Hw S t Ht) as D. cbv beta in D. rewrite E in D. lra.
Qed.

(* ---- inputs that jump: an interval at a time ---- *)

(* under a constant input c *)
Lemma level a c p q (x : R -> R) : a <> 0 -> 0 <= p <= q -> cont_from 0 x ->
  (forall t, p < t < q -> is_derive x t (c - a * x t)) ->
  x q = (1 - exp (- (a * (q - p)))) * c / a + exp (- (a * (q - p))) * x p.
Proof.
  intros Ha Hpq Hc Hd.
  rewrite (same_on a p q (fun _ => c) x (fun t => (1 - exp (- (a * (t - p)))) * c / a + exp (- (a * (t - p))) * x p)); auto.
  - intros s. auto_derive; [auto|in_R]. replace (s + - p) with (s - p) by ring. field. assumption.
  - rewrite Rminus_eq_0, Rmult_0_r, Ropp_0, exp_0. field. assumption.
Qed.

Theorem p_ODE_11_j : Statements.ODE_11_j.
Proof.
  intros a t tau x x_0 Ht Htau Ha Hx <- H1 H2. split; [exact Ha|]. apply smooth_cont in Hx.
  assert (E1 : x tau = (1 - exp (- (a * (tau - 0)))) * 0 / a + exp (- (a * (tau - 0))) * x 0).
  { apply (level a 0 0 tau x Ha); [lra|assumption|]. intros s Hs. eapply is_derive_eq; [apply H1; lra|in_R; ring]. }
  assert (E2 : x (t + tau) = (1 - exp (- (a * (t + tau - tau)))) * 1 / a + exp (- (a * (t + tau - tau))) * x tau).
  { apply (level a 1 tau (t + tau) x Ha); [lra|assumption|]. intros s Hs. apply H2; lra. }
  replace (t + tau - tau) with t in E2 by ring. rewrite Rminus_0_r in E1. rewrite E2, E1. field. assumption.
Qed.

Theorem p_ODE_11_k : Statements.ODE_11_k.
Proof.
  intros a t tau x x_0 Ht Htau Ha Hx <- H1 H2. split; [exact Ha|]. apply smooth_cont in Hx.
  assert (E1 : x tau = (1 - exp (- (a * (tau - 0)))) * 1 / a + exp (- (a * (tau - 0))) * x 0).
  { apply (level a 1 0 tau x Ha); [lra|assumption|]. intros s Hs. apply H1; lra. }
  assert (E2 : x (t + tau) = (1 - exp (- (a * (t + tau - tau)))) * 0 / a + exp (- (a * (t + tau - tau))) * x tau).
  { apply (level a 0 tau (t + tau) x Ha); [lra|assumption|]. intros s Hs. eapply is_derive_eq; [apply H2; lra|in_R; ring]. }
  replace (t + tau - tau) with t in E2 by ring. rewrite Rminus_0_r in E1. rewrite E2, E1. field. assumption.
Qed.

Theorem p_ODE_11_l : Statements.ODE_11_l.
Proof.
  intros a n tau x x_0 Htau Ha Hx <- H. split; [exact Ha|]. apply smooth_cont in Hx.
  pose proof (exp_pos (- (a * tau))) as Q.
  induction n as [|n IH].
  - simpl INR. rewrite !Rmult_0_l, Ropp_0, exp_0. simpl. field. split; assumption || lra.
  - assert (P : 0 <= INR n * tau) by (apply Rmult_le_pos; [apply pos_INR|lra]).
    rewrite S_INR. rewrite (level a ((-1) ^ n) (INR n * tau) ((INR n + 1) * tau) x); auto.
    + rewrite IH. replace ((INR n + 1) * tau - INR n * tau) with tau by ring.
      replace (- ((INR n + 1) * a * tau)) with (- (INR n * a * tau) + - (a * tau)) by ring. rewrite exp_plus.
      simpl pow. field. split; assumption || lra.
    + lra.
    + intros s Hs. apply (H n); lra.
Qed.
