(* REC-5 to REC-8. *)
Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import Words Sequences Complex.
Require Statements.
Open Scope R_scope.

Theorem p_REC_5_a : Statements.REC_5_a.
Proof.
  intros beta fs n omega x_0 xs Ho H <- Hf HD. split; [assumption|].
  set (D := 1 + beta ^ 2 - 2 * beta * cos omega) in *.
  set (y := fun n => ((cos omega - beta) * cos (INR n * omega) + sin (INR n * omega) * sin omega) / D).
  assert (Y : forall n, y (S n) = beta * y n + cos (INR n * omega)).
  { intros k. unfold y. rewrite S_INR. replace ((INR k + 1) * omega) with (INR k * omega + omega) by ring.
    rewrite cos_plus, sin_plus. apply Rmult_eq_reg_r with D; [|assumption]. field_simplify; [|assumption|assumption].
    unfold D. pose proof (turn_size omega). 
    set (c := cos omega) in *. set (s := sin omega) in *. replace (s ^ 2) with (1 - c ^ 2) by lra. ring. }
  assert (E : forall n, xs n - y n = (xs 0%nat - y 0%nat) * beta ^ n).
  { induction n0 as [|k IH]; [simpl; ring|]. rewrite H, Hf, Y. simpl.
    transitivity (beta * (xs k - y k)); [ring|rewrite IH; ring]. }
  change (xs n - y n = (xs 0%nat - (cos omega - beta) / D) * beta ^ n). rewrite E.
  f_equal. f_equal. unfold y. simpl INR. rewrite Rmult_0_l, cos_0, sin_0. f_equal. ring.
Qed.

Theorem p_REC_5_b : Statements.REC_5_b.
Proof.
  intros beta omega Ho HD. rewrite cexp_turn.
  assert (E : Cplus (RtoC (- beta)) (cos omega, sin omega) = (cos omega - beta, sin omega))
    by (unfold Cplus, RtoC; simpl; f_equal; ring).
  assert (Q : (cos omega - beta) ^ 2 + sin omega ^ 2 = 1 + beta ^ 2 - 2 * beta * cos omega)
    by (pose proof (turn_size omega); lra).
  assert (N : (cos omega - beta, sin omega) <> RtoC 0) by (apply not_zero_parts; rewrite Q; assumption).
  rewrite E. split; [assumption|]. split; [assumption|]. split.
  - rewrite <- Q. apply Rplus_le_le_0_compat; apply pow2_ge_0.
  - rewrite Cmod_inv, Cmod_parts, Q by assumption. unfold Rdiv. ring.
Qed.

Theorem p_REC_6_a : Statements.REC_6_a.
Proof. intros beta n. now rewrite psum_scal, psum_geom. Qed.

Theorem p_REC_6_b : Statements.REC_6_b.
Proof.
  intros beta H0 H1. apply (is_lim_seq_ext (fun n => 1 - beta ^ n)).
  - intros n. now rewrite psum_scal, psum_geom.
  - replace (Finite 1) with (Finite (1 - 0)) by (f_equal; ring).
    apply is_lim_seq_minus'; [apply is_lim_seq_const|]. apply is_lim_seq_geom. rewrite Rabs_right; lra.
Qed.

Theorem p_REC_6_c : Statements.REC_6_c.
Proof.
  intros beta n Hb. split; [lra|]. induction n as [|n IH]; [simpl; field; lra|].
  cbn [psum]. rewrite IH, S_INR. simpl. field. lra.
Qed.

Theorem p_REC_6_d : Statements.REC_6_d.
Proof.
  intros beta H0 H1. split; [lra|].
  assert (A : Rabs beta < 1) by (rewrite Rabs_right; lra).
  apply (is_lim_seq_ext (fun n => beta / (1 - beta) - (beta / (1 - beta) * beta ^ n + INR n * beta ^ n))).
  - intros n. destruct (p_REC_6_c beta n) as [_ E]; [lra|]. rewrite E. field. lra.
  - replace (Finite (beta / (1 - beta))) with (Finite (beta / (1 - beta) - (0 + 0))) by (f_equal; ring).
    apply is_lim_seq_minus'; [apply is_lim_seq_const|].
    apply is_lim_seq_plus'; [now apply lim_geom|now apply lim_n_geom].
Qed.

Theorem p_REC_6_e : Statements.REC_6_e.
Proof.
  intros N beta HN H0 H1.
  assert (L : ln (1 / beta) = - ln beta) by (unfold Rdiv; rewrite Rmult_1_l; now apply ln_Rinv).
  assert (G : ln beta < 0) by (rewrite <- ln_1; now apply ln_increasing).
  repeat split.
  - assumption.
  - lra.
  - apply Rdiv_lt_0_compat; lra.
  - rewrite L. lra.
  - intros E. apply (f_equal ln) in E. unfold Rpower in E.
    rewrite ln_exp in E. unfold Rdiv in E at 1. rewrite Rmult_1_l, ln_Rinv in E by lra.
    rewrite L. apply Rmult_eq_reg_r with (ln beta); [|lra]. rewrite E. field. lra.
  - intros ->. unfold Rpower. rewrite L. replace (ln 2 / - ln beta * ln beta) with (- ln 2) by (field; lra).
    rewrite exp_Ropp, exp_ln by lra. field.
Qed.

Lemma squares beta n : 0 <= beta < 1 ->
  psum (fun k => (1 - beta) ^ 2 * beta ^ (k + k)%nat) n = (1 - beta) / (1 + beta) * (1 - (beta ^ 2) ^ n).
Proof.
  intros H. rewrite (psum_ext _ (fun k => (1 - beta) ^ 2 * (beta ^ 2) ^ k)).
  - rewrite psum_scal, psum_geom_div by nra. field. split; nra.
  - intros k _. rewrite <- pow_mult. do 2 f_equal. lia.
Qed.

Theorem p_REC_6_f : Statements.REC_6_f.
Proof.
  intros beta H0 H1. assert (b2 : 0 <= beta ^ 2 < 1) by (split; [apply pow2_ge_0|nra]).
  assert (Q : 0 < (1 - beta) / (1 + beta)) by (apply Rdiv_lt_0_compat; lra).
  split; [lra|split].
  - exists 0%nat. intros n _. rewrite squares by lra.
    assert ((beta ^ 2) ^ n <= 1) by (apply pow_le_1; lra). assert (0 <= (beta ^ 2) ^ n) by (apply pow_le; lra).
    change ((beta ^ 2) ^ S n) with (beta ^ 2 * (beta ^ 2) ^ n). set (P := (beta ^ 2) ^ n) in *.
    assert (beta ^ 2 * P < 1) by (apply Rle_lt_trans with (beta ^ 2 * 1); [apply Rmult_le_compat_l|]; lra).
    apply Rgt_not_eq, Rmult_lt_0_compat; lra.
  - replace (Finite ((1 + beta) / (1 - beta))) with (Finite (1 ^ 2 / ((1 - beta) / (1 + beta) * (1 - 0)))) by (f_equal; field; lra).
    apply (is_lim_seq_incr_1 (fun n => psum (fun k => (1 - beta) * beta ^ k) n ^ 2 / psum (fun k => (1 - beta) ^ 2 * beta ^ (k + k)%nat) n)).
    apply (is_lim_seq_div' _ _ (1 ^ 2) ((1 - beta) / (1 + beta) * (1 - 0))).
    + apply (is_lim_seq_ext (fun n => psum (fun k => (1 - beta) * beta ^ k) n * psum (fun k => (1 - beta) * beta ^ k) n)); [intros; ring|].
      replace (1 ^ 2) with (1 * 1) by ring.
      apply is_lim_seq_mult'; now apply p_REC_6_b.
    + apply (is_lim_seq_ext (fun n => (1 - beta) / (1 + beta) * (1 - (beta ^ 2) ^ n))); [intros; now rewrite squares|].
      apply is_lim_seq_mult'; [apply is_lim_seq_const|]. apply is_lim_seq_minus'; [apply is_lim_seq_const|].
      apply is_lim_seq_geom. rewrite Rabs_right; lra.
    + nra.
Qed.

Lemma run_size beta F (x f : nat -> R) : Rabs beta < 1 -> (forall n, x (S n) = beta * x n + f n) ->
  (forall n, Rabs (f n) <= F) -> forall n, Rabs (x n) <= F / (1 - Rabs beta) + Rabs beta ^ n * Rabs (x 0%nat).
Proof.
  intros Hb H HF n. pose proof (size_nonneg f F HF) as HF0.
  assert (G : 0 <= F / (1 - Rabs beta)) by (apply Rdiv_le_0_compat; lra).
  induction n as [|n IH]; [simpl; lra|]. rewrite H.
  eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_mult. specialize (HF n).
  apply (Rmult_le_compat_l (Rabs beta)) in IH; [|apply Rabs_pos]. simpl.
  replace (F / (1 - Rabs beta)) with (F + Rabs beta * (F / (1 - Rabs beta))) by (field; lra). lra.
Qed.

Theorem p_REC_7_a : Statements.REC_7_a.
Proof.
  intros F beta fs n x_0 xs HF H <- HB Hb. split; [lra|].
  replace (fs n - xs (S n)) with (- (beta * xs n)) by (rewrite H; ring). rewrite Rabs_Ropp, Rabs_mult.
  pose proof (run_size beta F xs fs Hb H HB n) as B.
  apply (Rmult_le_compat_l (Rabs beta)) in B; [|apply Rabs_pos]. simpl.
  replace (F * Rabs beta / (1 - Rabs beta)) with (Rabs beta * (F / (1 - Rabs beta))) by (field; lra). lra.
Qed.

Theorem p_REC_7_b : Statements.REC_7_b.
Proof. intros beta fs n xs H. rewrite (H (S n)), (H n). ring. Qed.

Theorem p_REC_8_a : Statements.REC_8_a.
Proof.
  intros F beta fs n x_0 xs zs HF H0 H1 H _ HB Hz. induction n as [|n IH]; [simpl; lra|].
  replace (zs (S n)) with (beta * zs n + (1 - beta) * fs n) by (rewrite !Hz, H; ring).
  eapply Rle_trans; [apply Rabs_triang|]. rewrite 2!Rabs_mult, (Rabs_right beta), (Rabs_right (1 - beta)) by lra.
  specialize (HB n). assert ((1 - beta) * Rabs (fs n) <= (1 - beta) * F) by (apply Rmult_le_compat_l; lra).
  apply (Rmult_le_compat_l beta) in IH; [|assumption]. simpl. lra.
Qed.

Theorem p_REC_8_b : Statements.REC_8_b.
Proof.
  intros F Z beta fs n x_0 xs zs HF HZ H0 H1 H _ HB Hz HZB.
  replace (zs (S n) - zs n) with ((1 - beta) * (fs n + - zs n)) by (rewrite !Hz, H; ring).
  rewrite Rabs_mult, (Rabs_right (1 - beta)) by lra. apply Rmult_le_compat_l; [lra|].
  eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. apply Rplus_le_compat; auto.
Qed.
