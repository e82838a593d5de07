(* MOM-1 to MOM-6; MOM-10 is in Discretisation.v. *)
Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import Words Sequences Recurrence.
Require Statements.
Open Scope R_scope.

Lemma momentum_memory alpha beta (m g : nat -> R) : (forall n, m (S n) = beta * m n - alpha * g n) ->
  forall n, m n = beta ^ n * m 0%nat - alpha * psum (fun k => beta ^ (n - 1 - k) * g k) n.
Proof.
  intros H n. rewrite (closed_form beta m (fun k => - alpha * g k)) by (intros; rewrite H; ring).
  rewrite <- (psum_rev (fun k => beta ^ (n - 1 - k) * g k)).
  replace (beta ^ n * m 0%nat) with (m 0%nat * beta ^ n) by ring.
  unfold Rminus. f_equal. rewrite Ropp_mult_distr_l, <- psum_scal. apply psum_ext.
  intros k Hk. replace (n - 1 - (n - 1 - k))%nat with k by lia. ring.
Qed.

Theorem p_MOM_1_a : Statements.MOM_1_a.
Proof. intros alpha beta gs m_0 ms n Ha H <-. now apply momentum_memory. Qed.

Theorem p_MOM_1_b : Statements.MOM_1_b.
Proof. intros alpha beta gs ms n Ha H H0. rewrite (momentum_memory alpha beta ms gs H), H0. ring. Qed.

Lemma momentum_level alpha beta c (m : nat -> R) : beta <> 1 -> (forall n, m (S n) = beta * m n - alpha * c) ->
  m 0%nat = 0 -> forall n, m n = - ((1 - beta ^ n) * alpha * c / (1 - beta)).
Proof.
  intros Hb H H0 n. pose proof (fixed_point beta (- (alpha * c)) m Hb) as F.
  assert (E : m n - - (alpha * c) / (1 - beta) = (m 0%nat - - (alpha * c) / (1 - beta)) * beta ^ n)
    by (apply F; intros; rewrite H; ring).
  rewrite H0 in E. replace (m n) with (m n - - (alpha * c) / (1 - beta) + - (alpha * c) / (1 - beta)) by ring.
  rewrite E. field. lra.
Qed.

Theorem p_MOM_2_a : Statements.MOM_2_a.
Proof.
  intros alpha beta c gs ms n Ha H H0 Hg Hb. split; [lra|].
  apply momentum_level; [assumption| |assumption]. intros k. now rewrite H, Hg.
Qed.

Theorem p_MOM_2_b : Statements.MOM_2_b.
Proof.
  intros alpha beta c gs ms Ha H Hg Hb. pose proof (one_sub_not_zero _ Hb). split; [assumption|].
  replace (- (alpha * c / (1 - beta))) with (- (alpha * c) / (1 - beta)) by (field; assumption).
  apply to_fixed_point; [assumption|]. intros k. rewrite H, Hg. ring.
Qed.

Theorem p_MOM_2_c : Statements.MOM_2_c.
Proof.
  intros alpha beta c gs ms Ha H Hg ->. replace (- (10 * alpha * c)) with (- (alpha * c / (1 - 9 / 10))) by field.
  apply (p_MOM_2_b alpha (9 / 10) c gs ms); auto. rewrite Rabs_right; lra.
Qed.

Lemma pow_falls n m : (n <= m)%nat -> (9 / 10) ^ m <= (9 / 10) ^ n.
Proof.
  intros H. replace m with (n + (m - n))%nat by lia. rewrite pow_add.
  assert (0 < (9 / 10) ^ n) by (apply pow_lt; lra). assert ((9 / 10) ^ (m - n) <= 1) by (rewrite <- (pow1 (m - n)); apply pow_incr; lra).
  nra.
Qed.

Theorem p_MOM_2_d : Statements.MOM_2_d.
Proof.
  intros alpha beta c gs ms n Ha H H0 Hg Hc Hb.
  rewrite (momentum_level alpha beta c ms); [|lra|intros; now rewrite H, Hg|assumption].
  subst beta. assert (P : 0 < (9 / 10) ^ n <= 1).
  { split; [apply pow_lt; lra|]. rewrite <- (pow1 n). apply pow_incr; lra. }
  replace (- ((1 - (9 / 10) ^ n) * alpha * c / (1 - 9 / 10))) with (- ((1 - (9 / 10) ^ n) * 10 * alpha) * c) by field.
  rewrite Rabs_mult, Rabs_Ropp, (Rabs_right (_ * alpha)) by (apply Rle_ge; repeat apply Rmult_le_pos; lra).
  pose proof (Rabs_pos_lt c Hc) as C. set (w := Rabs c) in *.
  assert (W : 0 < alpha * w) by now apply Rmult_lt_0_compat.
  replace (99 * w * alpha / 10) with ((alpha * w) * (99 / 10)) by field.
  replace ((1 - (9 / 10) ^ n) * 10 * alpha * w) with ((alpha * w) * ((1 - (9 / 10) ^ n) * 10)) by ring.
  split; intros K.
  - apply Rmult_le_reg_l in K; [|assumption]. replace 43 with (INR 43) by (simpl; lra). apply lt_INR.
    destruct (Nat.lt_ge_cases 43 n) as [L|L]; [assumption|exfalso].
    assert (Q := pow_falls n 43 L). assert (B : 1 / 100 < (9 / 10) ^ 43) by (simpl; lra). lra.
  - apply Rmult_le_compat_l; [lra|]. replace 43 with (INR 43) in K by (simpl; lra). apply INR_lt in K.
    assert (Q := pow_falls 44 n K). assert (B : (9 / 10) ^ 44 < 1 / 100) by (simpl; lra). lra.
Qed.

(* ---- a gradient that is nearly constant ---- *)

Lemma powers_size beta n : Rabs beta < 1 -> Rabs ((1 - beta ^ n) / (1 - beta)) <= 1 / (1 - Rabs beta).
Proof.
  intros Hb. rewrite <- psum_geom_div by (pose proof (one_sub_not_zero _ Hb); lra).
  eapply Rle_trans; [apply psum_abs|].
  rewrite (psum_ext _ (fun k => Rabs beta ^ k)) by (intros; symmetry; apply RPow_abs).
  rewrite psum_geom_div by lra. replace (1 - Rabs beta ^ n) with (1 * (1 - Rabs beta ^ n)) by ring.
  apply share_le; lra.
Qed.

(* how far m lags behind the boosted gradient *)
Lemma lag alpha beta (m g : nat -> R) : 1 - beta <> 0 -> (forall n, m (S n) = beta * m n - alpha * g n) ->
  forall n, let d k := (1 - beta ^ S k) * alpha * g k / (1 - beta) + m (S k) in
  d (S n) = beta * d n + alpha * beta * (g (S n) - g n) * ((1 - beta ^ S n) / (1 - beta)).
Proof. intros Hb H n d. unfold d. rewrite (H (S n)). simpl. field. assumption. Qed.

Theorem p_MOM_3_a : Statements.MOM_3_a.
Proof.
  intros alpha beta delta gs ms n Ha Hd H H0 Hb Hg. pose proof (one_sub_not_zero _ Hb) as N.
  split; [assumption|split; [lra|]].
  set (d := fun k => (1 - beta ^ S k) * alpha * gs k / (1 - beta) + ms (S k)).
  assert (P : 0 < 1 - Rabs beta) by lra.
  set (F := Rabs beta * alpha * delta / (1 - Rabs beta)).
  assert (F0 : 0 <= F) by (apply Rdiv_le_0_compat; [repeat apply Rmult_le_pos; try lra; apply Rabs_pos|assumption]).
  replace (Rabs beta * alpha * delta / (1 - Rabs beta) ^ 2) with (F / (1 - Rabs beta)) by (unfold F; field; lra).
  change (Rabs (d n) <= F / (1 - Rabs beta)).
  eapply Rle_trans; [|apply (share_le beta F n Hb F0)].
  apply (bound_share beta F d (fun n => alpha * beta * (gs (S n) - gs n) * ((1 - beta ^ S n) / (1 - beta)))).
  - lra.
  - intros k. now apply (lag alpha beta ms gs).
  - unfold d. rewrite H, H0. simpl. field. assumption.
  - intros k. rewrite !Rabs_mult, (Rabs_right alpha) by lra.
    pose proof (powers_size beta (S k) Hb). pose proof (Hg k). pose proof (Rabs_pos beta). pose proof (Rabs_pos (gs (S k) - gs k)).
    replace F with (alpha * Rabs beta * delta * (1 / (1 - Rabs beta))) by (unfold F; field; lra).
    apply Rmult_le_compat; [repeat apply Rmult_le_pos; lra|apply Rabs_pos| |assumption].
    apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|assumption].
Qed.

Theorem p_MOM_3_b : Statements.MOM_3_b.
Proof.
  intros alpha beta delta gs ms Ha Hd H H0 Hb Hg. pose proof (one_sub_not_zero _ Hb) as N.
  split; [assumption|split; [exists 0%nat; auto|]].
  set (d := fun k => (1 - beta ^ S k) * alpha * gs k / (1 - beta) + ms (S k)).
  assert (E : forall n, d n = alpha * beta * delta / (1 - beta) * ((1 - beta ^ n) / (1 - beta) - INR n * beta ^ n)).
  { induction n as [|n IH]; [unfold d; rewrite H, H0, Hg; simpl; field; assumption|].
    unfold d. rewrite (lag alpha beta ms gs N H n). fold (d n). rewrite IH, !Hg, S_INR. simpl. field. assumption. }
  apply (is_lim_seq_ext (fun n => alpha * beta * delta / (1 - beta) ^ 2 - alpha * beta * delta / (1 - beta) * (1 / (1 - beta) * beta ^ n + INR n * beta ^ n))).
  - intros n. change (alpha * beta * delta / (1 - beta) ^ 2 - alpha * beta * delta / (1 - beta) * (1 / (1 - beta) * beta ^ n + INR n * beta ^ n) = d n).
    rewrite E. field. assumption.
  - replace (Finite (alpha * beta * delta / (1 - beta) ^ 2)) with (Finite (alpha * beta * delta / (1 - beta) ^ 2 - alpha * beta * delta / (1 - beta) * (0 + 0))) by (f_equal; ring).
    apply is_lim_seq_minus'; [apply is_lim_seq_const|]. apply is_lim_seq_mult'; [apply is_lim_seq_const|].
    apply is_lim_seq_plus'; [now apply lim_geom|now apply lim_n_geom].
Qed.

(* ---- the displacement ---- *)

Theorem p_MOM_4_a : Statements.MOM_4_a.
Proof. intros Ws alpha beta gs ms n Ha H HW Hb. split; [lra|]. rewrite HW, H. field. lra. Qed.

Theorem p_MOM_4_b : Statements.MOM_4_b.
Proof.
  intros Ws alpha beta gs m_0 ms n Ha H HW Hb <-. split; [lra|].
  assert (A : forall n, Ws n + beta * ms n / (1 - beta) = Ws 0%nat + beta * ms 0%nat / (1 - beta) - alpha / (1 - beta) * psum gs n).
  { induction n0 as [|k IH]; [simpl; field; lra|].
    destruct (p_MOM_4_a Ws alpha beta gs ms k Ha H HW Hb) as [_ ->]. rewrite IH. simpl. field. lra. }
  assert (C : psum (fun k => (1 - beta ^ (n - k)) * gs k) n = psum gs n - beta * psum (fun k => beta ^ (n - 1 - k) * gs k) n).
  { rewrite <- psum_scal. rewrite (psum_ext _ (fun k => gs k + (-1) * (beta * (beta ^ (n - 1 - k) * gs k)))).
    - rewrite psum_plus, psum_scal. ring.
    - intros k Hk. replace (n - k)%nat with (S (n - 1 - k)) by lia. simpl. ring. }
  pose proof (momentum_memory alpha beta ms gs H n) as B. specialize (A n). rewrite C.
  apply Rmult_eq_reg_l with (1 - beta); [|lra]. apply (f_equal (Rmult (1 - beta))) in A.
  field_simplify in A; [|lra|lra]. field_simplify; [|lra]. rewrite B in A. lra.
Qed.

(* ---- the listing ---- *)

Theorem p_MOM_5_a : Statements.MOM_5_a.
Proof.
  intros B Gs alpha beta gs lr ms n vs HB Ha Hl Hv -> HG. rewrite !Hv, HG.
  replace (B * gs n * alpha / B) with (alpha * gs n) by (field; lra). split; intros; lra.
Qed.

Theorem p_MOM_5_b : Statements.MOM_5_b.
Proof. intros Ws ms n vs Hv. rewrite Hv. split; intros; lra. Qed.

Theorem p_MOM_6_a : Statements.MOM_6_a.
Proof.
  intros B Gs Ws alpha beta gs lr m_0 n HB Ha Hl H -> -> HG. induction n as [|n IH]; [simpl; ring|].
  rewrite H, HG. simpl. replace (B * gs n * alpha / B) with (alpha * gs n) by (field; lra). lra.
Qed.

Theorem p_MOM_6_b : Statements.MOM_6_b.
Proof.
  intros B Gs Ws alpha beta c gs lr m_0 n HB Ha Hl H Hm Hr HG Hc.
  rewrite (p_MOM_6_a B Gs Ws alpha beta gs lr m_0 n) by assumption.
  rewrite (psum_ext _ (fun _ => c)), psum_const by (intros; apply Hc). ring.
Qed.
