(* FE-6 and FE-7. *)
Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import Words Sequences Calculus Limits.
Require Statements.
Open Scope R_scope.

Lemma free_run b (x : nat -> R) : (forall n, x (S n) = b * x n) -> forall n, x n = x 0%nat * b ^ n.
Proof. intros H n. induction n as [|n IH]; [simpl; ring|]. rewrite H, IH. simpl. ring. Qed.

Lemma inside z : Rabs (1 - z) < 1 <-> 0 < z < 2.
Proof. split; intros H; [apply Rabs_def2 in H|apply Rabs_def1]; lra. Qed.

Lemma free_decay b (x : nat -> R) : (forall n, x (S n) = b * x n) -> Rabs b < 1 -> is_lim_seq x 0.
Proof.
  intros H Hb. apply (is_lim_seq_ext (fun n => x 0%nat * b ^ n)); [intros; symmetry; now apply free_run|now apply lim_geom].
Qed.

Lemma decays b (x : nat -> R) : (forall n, x (S n) = b * x n) -> x 0%nat <> 0 -> is_lim_seq x 0 -> Rabs b < 1.
Proof.
  intros H H0 L. destruct (Rlt_le_dec (Rabs b) 1) as [|G]; [assumption|exfalso].
  apply (geom_stays b G). apply (is_lim_seq_ext (fun n => / x 0%nat * x n)).
  - intros n. rewrite (free_run b x H n). field. assumption.
  - replace (Finite 0) with (Finite (/ x 0%nat * 0)) by (f_equal; ring).
    apply is_lim_seq_mult'; [apply is_lim_seq_const|assumption].
Qed.

Theorem p_FE_6_a : Statements.FE_6_a.
Proof.
  intros z. split.
  - intros H. apply inside. apply (decays (1 - z) (fun n => (1 - z) ^ n)); [reflexivity|simpl; lra|].
    apply H. reflexivity.
  - intros Hz xs H. apply (free_decay (1 - z)); [assumption|now apply inside].
Qed.

Theorem p_FE_6_b : Statements.FE_6_b.
Proof.
  intros xs z H H0. split.
  - intros [A L]. destruct (A 0%nat) as [A1 A2]. rewrite H in A1.
    assert (D : Rabs (1 - z) < 1) by (apply (decays (1 - z) xs H); [lra|assumption]). apply inside in D.
    split; [lra|]. destruct (Rle_dec z 1); [assumption|exfalso]. nra.
  - intros Hz. split; [|apply (free_decay (1 - z)); [assumption|apply inside; lra]].
    intros n. rewrite H. assert (0 <= xs n); [|nra].
    rewrite (free_run _ _ H n). apply Rmult_le_pos; [lra|apply pow_le; lra].
Qed.

Theorem p_FE_6_c : Statements.FE_6_c.
Proof.
  intros xs z H H0. split.
  - intros [A L]. specialize (A 0%nat). rewrite H in A.
    assert (D : Rabs (1 - z) < 1) by (apply (decays (1 - z) xs H); [lra|assumption]). apply inside in D.
    split; [|lra]. assert (0 < xs 0%nat * xs 0%nat) by nra. destruct (Rlt_dec 1 z); [assumption|exfalso]. nra.
  - intros Hz. split; [|apply (free_decay (1 - z)); [assumption|apply inside; lra]].
    intros n. rewrite H. assert (xs n <> 0).
    { rewrite (free_run _ _ H n). apply Rmult_integral_contrapositive_currified; [assumption|apply pow_nonzero; lra]. }
    assert (0 < xs n * xs n) by nra. nra.
Qed.

Theorem p_FE_6_d : Statements.FE_6_d.
Proof.
  intros xs z H H0. pose proof (Rabs_pos_lt _ H0) as P. split.
  - intros A. specialize (A 1%nat). rewrite H, Rabs_mult in A.
    assert (E : Rabs (1 - z) = 1) by (apply Rmult_eq_reg_r with (Rabs (xs 0%nat)); lra).
    unfold Rabs in E. destruct (Rcase_abs (1 - z)); lra.
  - intros Hz n. rewrite (free_run _ _ H n), Rabs_mult, <- RPow_abs.
    replace (Rabs (1 - z)) with 1; [rewrite pow1; ring|].
    destruct Hz as [->| ->]; [rewrite Rabs_right|rewrite Rabs_left]; lra.
Qed.

Theorem p_FE_6_e : Statements.FE_6_e.
Proof.
  intros xs z H H0. pose proof (Rabs_pos_lt _ H0) as P.
  assert (E : forall n, Rabs (xs n) = Rabs (xs 0%nat) * Rabs (1 - z) ^ n).
  { intros n. now rewrite (free_run _ _ H n) at 1; rewrite Rabs_mult, RPow_abs. }
  split.
  - intros L. destruct (Rlt_le_dec 1 (Rabs (1 - z))) as [G|G]; [unfold Rabs in G; destruct (Rcase_abs (1 - z)); lra|exfalso].
    assert (B : Rbar_le p_infty (Rabs (xs 0%nat))).
    { apply (is_lim_seq_le (fun n => Rabs (xs n)) (fun _ => Rabs (xs 0%nat))); [|assumption|apply is_lim_seq_const].
      intros n. rewrite E. pose proof (abs_pow_le_1 (1 - z) n G). nra. }
    exact B.
  - intros Hz. apply (is_lim_seq_ext (fun n => Rabs (xs 0%nat) * Rabs (1 - z) ^ n)); [intros; symmetry; apply E|].
    apply lim_scaled_infinite; [assumption|]. destruct Hz; [rewrite Rabs_left|rewrite Rabs_right]; lra.
Qed.

Theorem p_FE_6_f : Statements.FE_6_f.
Proof.
  intros h u v Hh Hu. set (A := 1 + h ^ 2 * u ^ 2 + h ^ 2 * v ^ 2 - 2 * h * u).
  assert (A0 : 0 <= A).
  { replace A with ((1 - u * h) ^ 2 + (v * h) ^ 2) by (unfold A; ring). apply Rplus_le_le_0_compat; apply pow2_ge_0. }
  assert (Q : A - 1 = h * ((u ^ 2 + v ^ 2) * h - 2 * u)) by (unfold A; ring).
  assert (W : sqrt A <= 1 <-> A <= 1).
  { split; intros K.
    - rewrite <- (sqrt_sqrt A A0). pose proof (sqrt_pos A). nra.
    - rewrite <- sqrt_1. now apply sqrt_le_1_alt. }
  split; [assumption|]. rewrite W. split; intros K.
  - destruct (Rle_dec ((u ^ 2 + v ^ 2) * h) (2 * u)); [assumption|exfalso]. nra.
  - nra.
Qed.

(* ---- the discrete memory ---- *)

Definition loss z := 1 - (1 - z) * exp z.

Lemma loss_derive z : is_derive loss z (z * exp z).
Proof. unfold loss. auto_derive; [auto|in_R; ring]. Qed.

Lemma loss_low z : 0 <= z -> z ^ 2 / 2 <= loss z.
Proof.
  intros [Hz|<-]; [|unfold loss; rewrite exp_0; lra].
  destruct (mvt (fun u => loss u - u ^ 2 / 2) (fun u => u * exp u - u) 0 z Hz) as [c [Hc E]].
  - intros c _. apply (is_derive_minus loss); [apply loss_derive|auto_derive; [auto|in_R; field]].
  - assert (L0 : loss 0 = 0) by (unfold loss; rewrite exp_0; ring). rewrite L0 in E. pose proof (exp_ineq1_le c).
    assert (0 <= (c * exp c - c) * (z - 0)) by (apply Rmult_le_pos; [nra|lra]). lra.
Qed.

Lemma loss_high z : 0 <= z -> loss z <= z ^ 2 / 2 + z ^ 3 * exp z / 3.
Proof.
  intros [Hz|<-]; [|unfold loss; rewrite exp_0; lra].
  destruct (mvt (fun u => u ^ 2 / 2 + u ^ 3 * exp u / 3 - loss u) (fun u => u + u ^ 2 * exp u + u ^ 3 * exp u / 3 - u * exp u) 0 z Hz) as [c [Hc E]].
  - intros c _. apply (is_derive_minus (fun u => u ^ 2 / 2 + u ^ 3 * exp u / 3)); [auto_derive; [auto|in_R; field]|apply loss_derive].
  - assert (L0 : loss 0 = 0) by (unfold loss; rewrite exp_0; ring). rewrite L0 in E.
    assert (B : exp c - 1 <= c * exp c).
    { pose proof (exp_ineq1_le (- c)). pose proof (exp_inverse c). pose proof (exp_pos c). nra. }
    pose proof (exp_pos c). assert (0 <= c ^ 3 * exp c / 3) by (apply Rdiv_le_0_compat; [apply Rmult_le_pos; [apply pow_le; lra|lra]|lra]).
    assert (0 <= c * (c * exp c - (exp c - 1))) by (apply Rmult_le_pos; lra).
    assert (0 <= (c + c ^ 2 * exp c + c ^ 3 * exp c / 3 - c * exp c) * (z - 0)) by (apply Rmult_le_pos; lra). lra.
Qed.

(* (1 - l)^n is 1 - n l but for (n l)^2 *)
Lemma powers_of_loss l n : 0 <= l <= 1 -> 0 <= (1 - l) ^ n - 1 + INR n * l <= (INR n * l) ^ 2.
Proof.
  intros Hl. induction n as [|n IH]; [simpl; lra|]. rewrite S_INR. change ((1 - l) ^ S n) with ((1 - l) * (1 - l) ^ n).
  assert (0 <= (1 - l) ^ n) by (apply pow_le; lra).
  assert ((1 - l) ^ n <= 1) by (apply pow_le_1; lra).
  pose proof (pos_INR n). assert (0 <= INR n * l) by (apply Rmult_le_pos; lra).
  assert (A : 0 <= l * (1 - (1 - l) ^ n)) by (apply Rmult_le_pos; lra).
  assert (B : l * (1 - (1 - l) ^ n) <= l * (INR n * l)) by (apply Rmult_le_compat_l; lra).
  assert (0 <= l * (INR n * l)) by (apply Rmult_le_pos; lra). assert (0 <= l * l) by nra.
  set (P := (1 - l) ^ n) in *. set (N := INR n) in *. split; [lra|].
  replace (((N + 1) * l) ^ 2) with ((N * l) ^ 2 + 2 * (l * (N * l)) + l * l) by ring. lra.
Qed.

Lemma exp_power z n : exp (INR n * z) = exp z ^ n.
Proof. induction n as [|n IH]; [simpl; now rewrite Rmult_0_l, exp_0|]. rewrite S_INR, Rmult_plus_distr_r, exp_plus, IH, Rmult_1_l. simpl. ring. Qed.

Lemma discrete_memory z n : 0 <= z <= 1 ->
  Rabs ((1 - z) ^ n * exp (INR n * z) - 1 + INR n * (z ^ 2 / 2)) <=
    (INR n * (z ^ 2 / 2 + z ^ 3 * exp z / 3)) ^ 2 + INR n * (z ^ 3 * exp z / 3).
Proof.
  intros Hz. rewrite exp_power, <- Rpow_mult_distr.
  pose proof (loss_low z ltac:(lra)) as L1. pose proof (loss_high z ltac:(lra)) as L2.
  assert (L3 : 0 <= loss z <= 1).
  { split; [pose proof (pow2_ge_0 z); lra|]. unfold loss. pose proof (exp_pos z). assert (0 <= (1 - z) * exp z) by (apply Rmult_le_pos; lra). lra. }
  replace ((1 - z) * exp z) with (1 - loss z) by (unfold loss; ring).
  pose proof (powers_of_loss (loss z) n L3) as B. pose proof (pos_INR n) as N0.
  set (P := (1 - loss z) ^ n) in *. set (N := INR n) in *. set (l := loss z) in *. set (H := z ^ 2 / 2) in *. set (K := z ^ 3 * exp z / 3) in *.
  assert (N * l <= N * (H + K)) by (apply Rmult_le_compat_l; lra).
  assert (0 <= N * l) by (apply Rmult_le_pos; lra).
  assert ((N * l) ^ 2 <= (N * (H + K)) ^ 2) by (apply pow_incr; lra).
  assert (0 <= N * (l - H)) by (apply Rmult_le_pos; lra). apply Rabs_le. split; lra.
Qed.

Theorem p_FE_7_a : Statements.FE_7_a.
Proof.
  intros a h n t Hh Ht Ha Hz E. assert (P : 0 <= a * h) by (apply Rmult_le_pos; lra).
  pose proof (discrete_memory (a * h) n ltac:(lra)) as B. subst t.
  replace (INR n * (a * h)) with (a * (INR n * h)) in B by ring.
  match goal with |- Rabs ?u <= ?v => match type of B with Rabs ?x <= ?y => replace u with x by field; replace v with y by field end end.
  exact B.
Qed.

Theorem p_FE_7_b : Statements.FE_7_b.
Proof.
  intros a t Ht Ha. split.
  { exists 0%nat. intros n _. pose proof (pos_INR n). lra. }
  set (T := a * t). assert (T0 : 0 <= T) by (apply Rmult_le_pos; lra).
  destruct (Req_dec T 0) as [Z|NZ].
  { rewrite Z, Ropp_0, exp_0. apply (is_lim_seq_ext (fun _ => 1)); [|apply is_lim_seq_const].
    intros n. replace (1 - 0 / (1 + INR n)) with 1 by (unfold Rdiv; ring). now rewrite pow1. }
  assert (Tp : 0 < T) by lra.
  (* the relative error is at most a constant over n *)
  set (C := 2 * T ^ 2).
  assert (B : forall n, T <= INR (S n) -> Rabs ((1 - T / (1 + INR n)) ^ S n * exp T - 1) <= C * / INR (S n)).
  { intros n Hn. assert (N : 0 < INR (S n)) by (apply lt_0_INR; lia).
    replace (1 + INR n) with (INR (S n)) by (rewrite S_INR; ring). set (N' := INR (S n)) in *. set (z := T / N').
    assert (Hz : 0 < z <= 1).
    { unfold z. split; [apply Rdiv_lt_0_compat; lra|]. apply Rmult_le_reg_r with N'; [assumption|]. field_simplify; lra. }
    assert (Nz : N' * z = T) by (unfold z; field; lra).
    replace (exp T) with (exp (N' * z)) by (now rewrite Nz). unfold N'. rewrite exp_power, <- Rpow_mult_distr.
    pose proof (loss_low z ltac:(lra)) as L1. pose proof (loss_high z ltac:(lra)) as L2.
    assert (L3 : 0 <= loss z <= 1).
    { split; [pose proof (pow2_ge_0 z); lra|]. unfold loss. pose proof (exp_pos z). assert (0 <= (1 - z) * exp z) by (apply Rmult_le_pos; lra). lra. }
    replace ((1 - z) * exp z) with (1 - loss z) by (unfold loss; ring).
    pose proof (powers_of_loss (loss z) (S n) L3) as [B1 _]. fold N' in B1.
    assert (U : (1 - loss z) ^ S n <= 1) by (apply pow_le_1; lra).
    rewrite Rabs_left1 by lra.
    assert (E3 : exp z <= 3) by (eapply Rle_trans; [|apply exp_le_3]; destruct Hz as [_ [Hz|Hz]]; [left; now apply exp_increasing|right; now f_equal]).
    assert (L4 : loss z <= 2 * z ^ 2).
    { pose proof (exp_pos z). pose proof (pow2_ge_0 z).
      assert (z ^ 2 * (z * exp z) <= z ^ 2 * 3); [|lra].
      apply Rmult_le_compat_l; [assumption|]. assert (0 <= (1 - z) * exp z) by (apply Rmult_le_pos; lra). lra. }
    fold N'. replace (C * / N') with (N' * (2 * z ^ 2)) by (unfold C, z; field; lra).
    assert (N' * loss z <= N' * (2 * z ^ 2)) by (apply Rmult_le_compat_l; lra). lra. }
  apply (is_lim_seq_ext (fun n => ((1 - T / (1 + INR n)) ^ S n * exp T - 1) * exp (- T) + exp (- T))).
  { intros n. pose proof (exp_inverse T) as I.
    replace (((1 - T / (1 + INR n)) ^ S n * exp T - 1) * exp (- T) + exp (- T)) with ((1 - T / (1 + INR n)) ^ S n * (exp (- T) * exp T)) by ring.
    rewrite I. ring. }
  replace (Finite (exp (- T))) with (Finite (0 * exp (- T) + exp (- T))) by (f_equal; ring).
  apply is_lim_seq_plus'; [|apply is_lim_seq_const]. apply is_lim_seq_mult'; [|apply is_lim_seq_const].
  apply is_lim_seq_abs_0.
  destruct (nfloor_ex T T0) as [N [_ HN]].
  apply (is_lim_seq_le_le_loc (fun _ => 0) _ (fun n => C * / INR (S n))).
  - exists N. intros n Hn. split; [apply Rabs_pos|]. apply B. apply le_INR in Hn. rewrite S_INR. lra.
  - apply is_lim_seq_const.
  - replace (Finite 0) with (Finite (C * 0)) by (f_equal; ring). apply is_lim_seq_mult'; [apply is_lim_seq_const|].
    apply (is_lim_seq_incr_1 (fun n => / INR n)). replace (Finite 0) with (Rbar_inv p_infty) by reflexivity.
    apply is_lim_seq_inv; [apply is_lim_seq_INR|discriminate].
Qed.
