(* MOM-11. *)
Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import Words Sequences Recurrence.
Require Statements.
Open Scope R_scope.

Theorem p_MOM_11_a : Statements.MOM_11_a.
Proof.
  intros alpha beta gs ms n ps Ha Hp. rewrite !Hp. split; intros H.
  - apply Rmult_eq_reg_r with (/ alpha); [|apply Rinv_neq_0_compat; lra].
    replace ((beta * ms n - alpha * gs n) * / alpha) with (- (beta * - (ms n / alpha) + gs n)) by (field; lra).
    rewrite <- H. unfold Rdiv. ring.
  - rewrite H. field. lra.
Qed.

Theorem p_MOM_11_b : Statements.MOM_11_b.
Proof.
  intros alphas beta gs ms n ps Hm Hp M0 P0.
  assert (A : forall N c, c * ps N + ms N = psum (fun k => (c - alphas k) * beta ^ (N - 1 - k) * gs k) N).
  { induction N as [|N IH]; intros c; [simpl; rewrite M0, P0; ring|]. rewrite Hm, Hp. cbn [psum].
    replace (S N - 1 - N)%nat with 0%nat by lia.
    rewrite (psum_ext (fun k => (c - alphas k) * beta ^ (S N - 1 - k) * gs k) (fun k => beta * ((c - alphas k) * beta ^ (N - 1 - k) * gs k))).
    - rewrite psum_scal, <- (IH c). simpl. ring.
    - intros k Hk. replace (S N - 1 - k)%nat with (S (N - 1 - k)) by lia. simpl. ring. }
  rewrite A. apply psum_ext. intros k Hk. replace (S n - 1 - k)%nat with (n - k)%nat by lia. reflexivity.
Qed.

Theorem p_MOM_11_c : Statements.MOM_11_c.
Proof.
  intros alpha alpha_0 beta gs ms n ps Ha Ha0 Hm Hp M0. induction n as [|n IH]; [rewrite M0; simpl; ring|].
  rewrite Hm, Hp. simpl. transitivity (beta * (alpha * ps n + ms n)); [ring|rewrite IH; ring].
Qed.

Theorem p_MOM_11_d : Statements.MOM_11_d.
Proof.
  intros Ws Vs alpha alpha_0 beta gs ms n ps Ha Ha0 Hm Hp M0 HW HV E Hb. split; [lra|].
  induction n as [|n IH]; [rewrite E; simpl; field; lra|].
  rewrite HW, HV.
  transitivity (Ws n - Vs n + (alpha * ps (S n) + ms (S n))); [ring|]. rewrite IH.
  rewrite (p_MOM_11_c alpha alpha_0 beta gs ms (S n) ps) by assumption. simpl. field. lra.
Qed.

Theorem p_MOM_11_e : Statements.MOM_11_e.
Proof.
  intros alpha beta gs ms n ps Ha Hp. rewrite !Hp. split; intros H.
  - apply Rmult_eq_reg_r with (/ alpha); [|apply Rinv_neq_0_compat; lra].
    replace ((beta * ms n - (1 - beta) * alpha * gs n) * / alpha) with (- ((1 - beta) * gs n + beta * - (ms n / alpha))) by (field; lra).
    rewrite <- H. unfold Rdiv. ring.
  - rewrite H. field. lra.
Qed.

Theorem p_MOM_11_f : Statements.MOM_11_f.
Proof.
  intros beta c gs n ps H Hg H0 _. induction n as [|n IH]; [rewrite H0; simpl; ring|].
  rewrite H, Hg, IH. simpl. ring.
Qed.

Theorem p_MOM_11_g : Statements.MOM_11_g.
Proof.
  intros beta c eta n ps He H H1 Hb. split; [lra|]. induction n as [|n IH]; [rewrite H1; simpl; field; lra|].
  rewrite H, IH. simpl. field. lra.
Qed.

Theorem p_MOM_11_h : Statements.MOM_11_h.
Proof.
  intros beta c eta n ps He H H1 ->. induction n as [|n IH]; [assumption|]. rewrite H, IH. ring.
Qed.

Theorem p_MOM_11_i : Statements.MOM_11_i.
Proof.
  intros beta gs n ps qs Hp P1 Hq Q0. induction n as [|n IH]; [rewrite Hq, Q0, P1; simpl; ring|].
  rewrite Hp, (Hq (S n)). simpl. transitivity (beta * (ps (S n) - qs (S n))); [ring|rewrite IH; simpl; ring].
Qed.

Theorem p_MOM_11_j : Statements.MOM_11_j.
Proof. intros alpha beta gs ms n Ha H. rewrite (H (S n)). ring. Qed.
