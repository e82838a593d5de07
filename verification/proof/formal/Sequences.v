(* Sums, the linear recurrence, and powers that tend to nothing. *)
Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import Words.
Open Scope R_scope.

(* a hypothesis as it is printed, in another order *)
Ltac as_given :=
  first [assumption | lra | intros; match goal with H : forall n, ?u n = _ |- ?u _ = _ => rewrite H; ring end
        | intros; match goal with H : forall n, ?u (S n) = _ |- ?u (S _) = _ => rewrite H; ring end].

Lemma psum_ext u v n : (forall k, (k < n)%nat -> u k = v k) -> psum u n = psum v n.
Proof. induction n as [|n IH]; intros H; simpl; [|rewrite IH, H]; auto. Qed.

Lemma psum_scal c u n : psum (fun k => c * u k) n = c * psum u n.
Proof. induction n as [|n IH]; simpl; [|rewrite IH]; ring. Qed.

Lemma psum_plus u v n : psum (fun k => u k + v k) n = psum u n + psum v n.
Proof. induction n as [|n IH]; simpl; [|rewrite IH]; ring. Qed.

Lemma psum_first u n : psum u (S n) = u 0%nat + psum (fun k => u (S k)) n.
Proof. induction n as [|n IH]; [simpl; ring|]. change (psum u (S (S n))) with (psum u (S n) + u (S n)).
  rewrite IH. simpl. ring. Qed.

Lemma psum_le u v n : (forall k, (k < n)%nat -> u k <= v k) -> psum u n <= psum v n.
Proof. induction n as [|n IH]; intros H; simpl; [lra|]. apply Rplus_le_compat; auto. Qed.

Lemma psum_abs u n : Rabs (psum u n) <= psum (fun k => Rabs (u k)) n.
Proof. induction n as [|n IH]; simpl; [rewrite Rabs_R0; lra|].
  eapply Rle_trans; [apply Rabs_triang|lra]. Qed.

Lemma psum_const c n : psum (fun _ => c) n = INR n * c.
Proof. induction n as [|n IH]; [simpl; ring|]. rewrite S_INR. simpl psum. rewrite IH. ring. Qed.

Lemma psum_geom q n : (1 - q) * psum (fun k => q ^ k) n = 1 - q ^ n.
Proof. induction n as [|n IH]; simpl; [ring|]. rewrite Rmult_plus_distr_l, IH. ring. Qed.

Lemma psum_geom_div q n : q <> 1 -> psum (fun k => q ^ k) n = (1 - q ^ n) / (1 - q).
Proof. intros H. rewrite <- psum_geom. field. lra. Qed.

Lemma psum_geom_step q n : psum (fun k => q ^ k) (S n) = 1 + q * psum (fun k => q ^ k) n.
Proof. pose proof (psum_geom q n). cbn [psum]. lra. Qed.

Lemma psum_geom_nonneg q n : 0 <= q -> 0 <= psum (fun k => q ^ k) n.
Proof. intros H. induction n as [|n IH]; cbn [psum]; [lra|]. pose proof (pow_le q n H). lra. Qed.

Lemma psum_rev u n : psum (fun k => u (n - 1 - k)%nat) n = psum u n.
Proof.
  induction n as [|n IH]; [reflexivity|].
  rewrite psum_first. simpl psum at 2. rewrite <- IH.
  replace (S n - 1 - 0)%nat with n by lia. rewrite Rplus_comm. f_equal.
  apply psum_ext. intros k Hk. f_equal. lia.
Qed.

(* ---- the recurrence ---- *)

(* any sequence is a run: what it obeys for the inputs that it asks for *)
Lemma closed_form beta (x f : nat -> R) : (forall n, x (S n) = beta * x n + f n) ->
  forall n, x n = x 0%nat * beta ^ n + psum (fun k => beta ^ k * f (n - 1 - k)%nat) n.
Proof.
  intros H n. induction n as [|n IH]; [simpl; ring|].
  rewrite H, psum_first, IH at 1. rewrite Rmult_plus_distr_l, <- psum_scal.
  rewrite (psum_ext (fun k => beta ^ S k * f (S n - 1 - S k)%nat)
                    (fun k => beta * (beta ^ k * f (n - 1 - k)%nat))).
  - replace (S n - 1 - 0)%nat with n by lia. simpl. ring.
  - intros k _. replace (S n - 1 - S k)%nat with (n - 1 - k)%nat by lia. simpl. ring.
Qed.

Lemma bound_from_rest beta F (x f : nat -> R) : (forall n, x (S n) = beta * x n + f n) ->
  x 0%nat = 0 -> (forall n, Rabs (f n) <= F) ->
  forall n, Rabs (x n) <= F * psum (fun k => Rabs beta ^ k) n.
Proof.
  intros H H0 HF n. induction n as [|n IH]; [rewrite H0, Rabs_R0; simpl; lra|].
  rewrite H, psum_geom_step. eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_mult.
  apply (Rmult_le_compat_l (Rabs beta)) in IH; [|apply Rabs_pos]. specialize (HF n). lra.
Qed.

Lemma bound_share beta F (x f : nat -> R) : Rabs beta <> 1 -> (forall n, x (S n) = beta * x n + f n) ->
  x 0%nat = 0 -> (forall n, Rabs (f n) <= F) ->
  forall n, Rabs (x n) <= F * (1 - Rabs beta ^ n) / (1 - Rabs beta).
Proof.
  intros Hb H H0 HF n. eapply Rle_trans; [apply (bound_from_rest beta F x f); assumption|].
  rewrite psum_geom_div by assumption. right. field. lra.
Qed.

Lemma size_nonneg (f : nat -> R) F : (forall n, Rabs (f n) <= F) -> 0 <= F.
Proof. intros H. eapply Rle_trans; [apply Rabs_pos|apply (H 0%nat)]. Qed.

Lemma pow_le_1 b n : 0 <= b <= 1 -> b ^ n <= 1.
Proof. intros H. rewrite <- (pow1 n). now apply pow_incr. Qed.

Lemma abs_pow_le_1 b n : Rabs b <= 1 -> Rabs b ^ n <= 1.
Proof. intros H. apply pow_le_1. split; [apply Rabs_pos|assumption]. Qed.

Lemma share_le beta F n : Rabs beta < 1 -> 0 <= F ->
  F * (1 - Rabs beta ^ n) / (1 - Rabs beta) <= F / (1 - Rabs beta).
Proof.
  intros Hb HF. unfold Rdiv. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; lra|].
  pose proof (pow_le (Rabs beta) n (Rabs_pos _)). nra.
Qed.

Lemma one_sub_not_zero beta : Rabs beta < 1 -> 1 - beta <> 0.
Proof. intros H. apply Rabs_def2 in H. lra. Qed.

(* ---- limits ---- *)

Lemma lim_geom c beta : Rabs beta < 1 -> is_lim_seq (fun n => c * beta ^ n) 0.
Proof.
  intros H. replace (Finite 0) with (Finite (c * 0)) by (f_equal; ring).
  apply is_lim_seq_mult'; [apply is_lim_seq_const|now apply is_lim_seq_geom].
Qed.

Lemma lim_apart (x y : nat -> R) (l : R) : is_lim_seq (fun n => x n - y n) 0 -> is_lim_seq y l ->
  is_lim_seq x l.
Proof.
  intros H L. apply (is_lim_seq_ext (fun n => (x n - y n) + y n)); [intros; ring|].
  replace (Finite l) with (Finite (0 + l)) by (f_equal; ring). now apply is_lim_seq_plus'.
Qed.

(* n beta^n, by the ratio of neighbours *)
Lemma lim_n_geom beta : Rabs beta < 1 -> is_lim_seq (fun n => INR n * beta ^ n) 0.
Proof.
  intros H. set (r := Rabs beta) in *. assert (r0 : 0 <= r) by apply Rabs_pos.
  apply is_lim_seq_abs_0. 
  set (s := (1 + r) / 2). assert (Hs : r < s < 1) by (unfold s; lra).
  apply (is_lim_seq_le_le (fun _ => 0) _ (fun n => 1 / (s - r) * s ^ n)).
  - intros n. split; [apply Rabs_pos|].
    rewrite Rabs_mult, <- RPow_abs, (Rabs_right (INR n)) by (apply Rle_ge, pos_INR). fold r.
    apply Rmult_le_reg_l with (s - r); [lra|].
    replace ((s - r) * (1 / (s - r) * s ^ n)) with (s ^ n) by (field; lra).
    induction n as [|n IH]; [simpl; lra|]. rewrite S_INR. simpl.
    assert (P : r ^ n <= s ^ n) by (apply pow_incr; lra).
    assert (Q : 0 <= r ^ n) by (apply pow_le; lra).
    assert (r * ((s - r) * (INR n * r ^ n)) <= r * s ^ n) by (apply Rmult_le_compat_l; lra).
    assert ((s - r) * r ^ n <= (s - r) * s ^ n) by (apply Rmult_le_compat_l; lra).
    assert (r * r ^ n <= r ^ n) by nra. assert ((s - r) * (r * r ^ n) <= (s - r) * r ^ n) by nra. lra.
  - apply is_lim_seq_const.
  - apply lim_geom. rewrite Rabs_right; lra.
Qed.

Lemma geom_stays z : 1 <= Rabs z -> ~ is_lim_seq (fun n => z ^ n) 0.
Proof.
  intros Hz L. apply is_lim_seq_abs_0 in L. 
  assert (Rbar_le 1 0); [|simpl in *; lra].
  apply (is_lim_seq_le (fun _ => 1) (fun n => Rabs (z ^ n)) 1 0); [|apply is_lim_seq_const|assumption].
  intros n. rewrite <- RPow_abs. now apply pow_R1_Rle.
Qed.

Lemma lim_pow_infinite q : 1 < q -> is_lim_seq (fun n => q ^ n) p_infty.
Proof. intros H. now apply is_lim_seq_geom_p. Qed.

Lemma lim_scaled_infinite c q : 0 < c -> 1 < q -> is_lim_seq (fun n => c * q ^ n) p_infty.
Proof.
  intros Hc Hq. replace p_infty with (Rbar_mult (Finite c) p_infty).
  - apply (is_lim_seq_scal_l _ c p_infty). now apply lim_pow_infinite.
  - simpl. destruct (Rle_dec 0 c) as [H|H]; [|lra].
    destruct (Rle_lt_or_eq_dec 0 c H); [reflexivity|lra].
Qed.
