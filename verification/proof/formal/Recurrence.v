(* REC-1 to REC-4. *)
Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import Words Sequences.
Require Statements.
Open Scope R_scope.

Theorem p_REC_1_a : Statements.REC_1_a.
Proof. intros beta fs n x_0 xs H <-. rewrite (closed_form beta xs fs H) at 1. ring. Qed.

Lemma sign_exists b : exists s, s ^ 2 = 1 /\ b = s * Rabs b.
Proof.
  destruct (Rle_dec 0 b).
  - exists 1. split; [ring|]. rewrite Rabs_right; lra.
  - exists (-1). split; [ring|]. rewrite Rabs_left; lra.
Qed.

Lemma sign_pow s n : s ^ 2 = 1 -> Rabs (s ^ n) = 1.
Proof.
  intros H. rewrite <- RPow_abs. replace (Rabs s) with 1; [apply pow1|].
  assert (K : (s - 1) * (s + 1) = 0) by lra. apply Rmult_integral in K.
  destruct K; [replace s with 1 by lra; now rewrite Rabs_R1|].
  replace s with (- (1)) by lra. now rewrite Rabs_Ropp, Rabs_R1.
Qed.

(* the worst input has the signs of the powers of beta *)
Lemma worst beta F s (x f : nat -> R) : 0 <= F -> s ^ 2 = 1 -> beta = s * Rabs beta ->
  (forall n, x (S n) = beta * x n + f n) -> (forall n, f n = F * s ^ n) -> x 0%nat = 0 ->
  forall n, Rabs (x n) = F * psum (fun k => Rabs beta ^ k) n.
Proof.
  intros HF Hs Hb H Hf H0 n.
  assert (W : s * x n = F * s ^ n * psum (fun k => Rabs beta ^ k) n).
  { induction n as [|n IH]; [rewrite H0; simpl; ring|].
    rewrite H, Hf, psum_geom_step. set (P := psum _ n) in *. set (r := Rabs beta) in *.
    replace (s * (beta * x n + F * s ^ n)) with (beta * (s * x n) + s * (F * s ^ n)) by ring.
    rewrite IH, Hb. simpl. ring. }
  assert (E : Rabs (s * x n) = Rabs (x n)).
  { rewrite Rabs_mult. pose proof (sign_pow s 1 Hs) as A. simpl in A. rewrite Rmult_1_r in A.
    rewrite A. ring. }
  rewrite <- E, W, 2!Rabs_mult, (sign_pow s n Hs), (Rabs_right F) by lra.
  rewrite Rabs_right; [ring|]. apply Rle_ge, psum_geom_nonneg, Rabs_pos.
Qed.

Fixpoint run (beta x0 : R) (f : nat -> R) (n : nat) : R :=
  match n with O => x0 | S m => beta * run beta x0 f m + f m end.

Theorem p_REC_2_a : Statements.REC_2_a.
Proof.
  intros beta. split.
  - intros H. destruct (Rlt_le_dec (Rabs beta) 1) as [|Hge]; [assumption|exfalso].
    destruct (sign_exists beta) as [s [Hs Hb]].
    destruct (H (run beta 0 (fun n => 1 * s ^ n)) (fun n => 1 * s ^ n)) as [X [_ HX]].
    { split; [|reflexivity]. exists 1. split; [lra|]. intros n. rewrite Rmult_1_l, sign_pow; auto; lra. }
    assert (L : forall n, INR n <= psum (fun k => Rabs beta ^ k) n).
    { intros n. rewrite <- (Rmult_1_r (INR n)), <- psum_const. apply psum_le. intros k _.
      now apply pow_R1_Rle. }
    destruct (nfloor_ex (Rabs X)) as [n [_ Hn]]; [apply Rabs_pos|].
    specialize (HX (S n)). specialize (L (S n)). rewrite S_INR in L.
    rewrite (worst beta 1 s _ (fun n => 1 * s ^ n)) in HX; auto; try lra.
    pose proof (Rle_abs X). lra.
  - intros Hb xs fs [[F [HF0 HF]] H].
    exists (Rabs (xs 0%nat) + F / (1 - Rabs beta)).
    assert (P : 0 <= F / (1 - Rabs beta)) by (apply Rdiv_le_0_compat; lra).
    split; [pose proof (Rabs_pos (xs 0%nat)); lra|]. intros n.
    pose proof (bound_share beta F (fun n => xs n - xs 0%nat * beta ^ n) fs) as B.
    assert (C : Rabs (xs n - xs 0%nat * beta ^ n) <= F * (1 - Rabs beta ^ n) / (1 - Rabs beta)).
    { apply B; [lra|intros k; rewrite H; simpl; ring|simpl; ring|assumption]. }
    pose proof (share_le beta F n Hb HF0).
    replace (xs n) with (xs 0%nat * beta ^ n + (xs n - xs 0%nat * beta ^ n)) by ring.
    eapply Rle_trans; [apply Rabs_triang|]. apply Rplus_le_compat; [|lra].
    rewrite Rabs_mult, <- RPow_abs. pose proof (Rabs_pos (xs 0%nat)).
    pose proof (abs_pow_le_1 beta n). nra.
Qed.

Theorem p_REC_2_b : Statements.REC_2_b.
Proof.
  intros F beta fs n xs HF H H0 HB Hb. split; [lra|].
  rewrite (Rmult_comm _ F). now apply (bound_share beta F xs fs).
Qed.

Theorem p_REC_2_c : Statements.REC_2_c.
Proof.
  intros F beta fs n sigma xs HF H H0 Hs Hb Hf H1. split; [lra|].
  rewrite (worst beta F sigma xs fs), psum_geom_div by as_given. field. lra.
Qed.

Theorem p_REC_2_d : Statements.REC_2_d.
Proof.
  intros F beta fs n xs HF H H0 Hf Hb. 
  destruct (sign_exists beta) as [s [Hs E]].
  rewrite (worst beta F s xs fs); auto.
  - rewrite Hb, (psum_ext _ (fun _ => 1)), psum_const by (intros; apply pow1). ring.
  - intros k. rewrite Hf. rewrite Hb, Rmult_1_r in E. rewrite E; ring.
Qed.

Theorem p_REC_2_e : Statements.REC_2_e.
Proof.
  intros beta xs H H0 Hb.
  assert (E : forall n, xs n = xs 0%nat * beta ^ n)
    by (induction n as [|n IH]; [simpl; ring|]; rewrite H, IH; simpl; ring).
  apply (is_lim_seq_ext (fun n => Rabs (xs 0%nat) * Rabs beta ^ n)).
  - intros n. now rewrite (E n), Rabs_mult, RPow_abs.
  - apply lim_scaled_infinite; [now apply Rabs_pos_lt|assumption].
Qed.

Lemma fixed_point beta c (x : nat -> R) : beta <> 1 -> (forall n, x (S n) = beta * x n + c) ->
  forall n, x n - c / (1 - beta) = (x 0%nat - c / (1 - beta)) * beta ^ n.
Proof.
  intros Hb H n. induction n as [|n IH]; [simpl; ring|]. simpl.
  transitivity (beta * (x n - c / (1 - beta))); [rewrite H; field; lra|rewrite IH; ring].
Qed.

Lemma to_fixed_point beta c (x : nat -> R) : Rabs beta < 1 -> (forall n, x (S n) = beta * x n + c) ->
  is_lim_seq x (c / (1 - beta)).
Proof.
  intros Hb H. apply (lim_apart x (fun _ => c / (1 - beta))); [|apply is_lim_seq_const].
  apply (is_lim_seq_ext (fun n => (x 0%nat - c / (1 - beta)) * beta ^ n)).
  - intros n. rewrite <- (fixed_point beta c x); auto. pose proof (one_sub_not_zero _ Hb). lra.
  - now apply lim_geom.
Qed.

Theorem p_REC_3_a : Statements.REC_3_a.
Proof.
  intros beta c fs n x_0 xs H <- Hf Hb. split; [lra|].
  rewrite (fixed_point beta c xs) by (auto; intros; rewrite H, Hf; ring). ring.
Qed.

Theorem p_REC_3_b : Statements.REC_3_b.
Proof.
  intros beta c fs x_0 xs H _ Hf Hb. split; [now apply one_sub_not_zero|].
  apply to_fixed_point; [assumption|]. intros; rewrite H, Hf; ring.
Qed.

Theorem p_REC_3_c : Statements.REC_3_c.
Proof.
  intros beta c fs n x_0 xs H <- Hf ->. induction n as [|n IH]; [simpl; ring|].
  rewrite H, Hf, IH, S_INR. ring.
Qed.

Lemma alternating beta c (x : nat -> R) : 1 + beta <> 0 ->
  (forall n, x (S n) = beta * x n + (-1) ^ n * c) ->
  forall n, x n + (-1) ^ n * c / (1 + beta) = (x 0%nat + c / (1 + beta)) * beta ^ n.
Proof.
  intros Hb H n. induction n as [|n IH]; [simpl; field; assumption|]. simpl.
  transitivity (beta * (x n + (-1) ^ n * c / (1 + beta))); [rewrite H; field; assumption|rewrite IH; ring].
Qed.

Theorem p_REC_4_a : Statements.REC_4_a.
Proof.
  intros beta c fs n x_0 xs H <- Hf Hb. split; [lra|].
  rewrite Rplus_comm, (alternating beta c xs); [ring|lra|]. intros; rewrite H, Hf; ring.
Qed.

Theorem p_REC_4_b : Statements.REC_4_b.
Proof.
  intros beta H1 H2. rewrite Rabs_left by assumption. split; [lra|split; [lra|]].
  unfold Rdiv. apply Rmult_lt_compat_l; [lra|]. apply Rinv_lt_contravar; [apply Rmult_lt_0_compat|]; lra.
Qed.

Theorem p_REC_4_c : Statements.REC_4_c.
Proof.
  intros beta c fs xs H Hf ->. replace (10 * c / 19) with (c / (1 - - (9 / 10))) by field.
  apply to_fixed_point; [rewrite Rabs_Ropp, Rabs_right; lra|]. intros; rewrite H, Hf; ring.
Qed.

Theorem p_REC_4_d : Statements.REC_4_d.
Proof.
  intros beta c fs xs H Hf ->.
  apply (is_lim_seq_ext (fun n => - (xs 0%nat + 10 * c) * (9 / 10) ^ n + 10 * c)).
  - intros n. pose proof (alternating (- (9 / 10)) c xs) as A.
    assert (E : xs n + (-1) ^ n * (10 * c) = (xs 0%nat + 10 * c) * (- (9 / 10)) ^ n).
    { replace (10 * c) with (c / (1 + - (9 / 10))) by field.
      rewrite <- A; [unfold Rdiv; ring|lra|]. intros; rewrite H, Hf; ring. }
    replace (- (9 / 10)) with ((-1) * (9 / 10)) in E by field. rewrite Rpow_mult_distr in E.
    assert (Q : (-1) ^ n * (-1) ^ n = 1) by (rewrite <- Rpow_mult_distr; replace (-1 * -1) with 1 by ring; apply pow1).
    simpl. replace (xs n) with ((xs 0%nat + 10 * c) * ((-1) ^ n * (9 / 10) ^ n) - (-1) ^ n * (10 * c)) by lra.
    replace (-1 * (-1) ^ n * ((xs 0%nat + 10 * c) * ((-1) ^ n * (9 / 10) ^ n) - (-1) ^ n * (10 * c)))
      with (- ((-1) ^ n * (-1) ^ n) * ((xs 0%nat + 10 * c) * (9 / 10) ^ n - 10 * c)) by ring.
    rewrite Q. ring.
  - replace (Finite (10 * c)) with (Finite (0 + 10 * c)) by (f_equal; ring).
    apply is_lim_seq_plus'; [|apply is_lim_seq_const]. apply lim_geom. rewrite Rabs_right; lra.
Qed.
