(* MOM-7 to MOM-9. *)
Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import Words Sequences Calculus Limits.
Require Statements.
Open Scope R_scope.

(* ---- two real roots, and a pair ---- *)

Theorem p_MOM_7_d : Statements.MOM_7_d.
Proof.
  intros beta q z1 z2 -> ->. split.
  - intros [H1 H2]. apply Rabs_def2 in H1. apply Rabs_def2 in H2.
    assert (0 < (1 - z1) * (1 - z2)) by (apply Rmult_lt_0_compat; lra).
    assert (0 < (1 + z1) * (1 + z2)) by (apply Rmult_lt_0_compat; lra).
    assert (0 < (1 - z1) * (1 + z2)) by (apply Rmult_lt_0_compat; lra).
    assert (0 < (1 + z1) * (1 - z2)) by (apply Rmult_lt_0_compat; lra).
    split; [assumption|split; [apply Rabs_def1; lra|lra]].
  - intros [H1 [H2 H3]]. apply Rabs_def2 in H2.
    assert (Q : 0 < (1 + z1) * (1 + z2)) by lra.
    assert (A : z1 < 1).
    { destruct (Rlt_le_dec z1 1); [assumption|exfalso]. assert (1 < z1) by nra. assert (1 < z2) by nra. nra. }
    assert (B : z2 < 1) by nra.
    assert (C : - 1 < z1).
    { destruct (Rlt_le_dec (-1) z1); [assumption|exfalso]. assert (z1 < -1) by nra. assert (z2 < -1) by nra. nra. }
    assert (D : - 1 < z2) by nra. split; apply Rabs_def1; lra.
Qed.

Theorem p_MOM_7_e : Statements.MOM_7_e.
Proof.
  intros beta q r sigma Hr -> -> Hs. apply Rabs_le_between in Hs. split.
  - intros H. assert (P : r ^ 2 < 1) by nra. rewrite Rabs_right by (apply Rle_ge, pow2_ge_0).
    assert (0 < (1 - r) * (1 - r)) by nra. split; [lra|split; [assumption|]]. nra.
  - intros [H1 [H2 H3]]. rewrite Rabs_right in H2 by (apply Rle_ge, pow2_ge_0). nra.
Qed.

Theorem p_MOM_7_f : Statements.MOM_7_f.
Proof.
  intros beta q r Hr ->.
  assert (E : (1 + r ^ 2 - q) ^ 2 - 4 * r ^ 2 = (q - (1 - r) ^ 2) * (q - (1 + r) ^ 2)) by ring.
  rewrite E. assert (L : (1 - r) ^ 2 <= (1 + r) ^ 2) by nra. split.
  - intros H. split.
    + destruct (Rle_dec ((1 - r) ^ 2) q); [assumption|exfalso]. nra.
    + destruct (Rle_dec q ((1 + r) ^ 2)); [assumption|exfalso]. nra.
  - intros [H1 H2]. nra.
Qed.

(* ---- the recurrence of two steps ---- *)

Theorem p_MOM_7_b : Statements.MOM_7_b.
Proof. intros W beta m n q Hm HW. rewrite (HW (S n)), Hm. pose proof (HW n). replace (m (S n)) with (W (S n) - W n) by lra. ring. Qed.

Theorem p_MOM_7_c : Statements.MOM_7_c.
Proof.
  intros beta q z. split.
  - intros H. specialize (H 0%nat). simpl in H. lra.
  - intros H n. replace (z ^ S (S n)) with (z ^ n * z ^ 2) by (simpl; ring). replace (z ^ 2) with ((1 + beta - q) * z - beta) by lra.
    simpl. ring.
Qed.

(* a memory that is fed with a fading input *)
Lemma fed a C rho (w : nat -> R) : 0 < rho < 1 -> Rabs a <= rho -> (forall n, Rabs (w (S n) - a * w n) <= C * rho ^ n) ->
  is_lim_seq w 0.
Proof.
  intros Hr Ha H. assert (C0 : 0 <= C) by (eapply Rle_trans; [apply Rabs_pos|specialize (H 0%nat); simpl in H; rewrite Rmult_1_r in H; exact H]).
  assert (B : forall n, Rabs (w n) <= (Rabs (w 0%nat) + INR n * (C / rho)) * rho ^ n).
  { induction n as [|n IH]; [simpl; lra|]. rewrite S_INR.
    replace (w (S n)) with (a * w n + (w (S n) - a * w n)) by ring. eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_mult.
    specialize (H n). assert (Rabs a * Rabs (w n) <= rho * ((Rabs (w 0%nat) + INR n * (C / rho)) * rho ^ n))
      by (apply Rmult_le_compat; try apply Rabs_pos; assumption).
    simpl. replace ((Rabs (w 0%nat) + (INR n + 1) * (C / rho)) * (rho * rho ^ n)) with
      (rho * ((Rabs (w 0%nat) + INR n * (C / rho)) * rho ^ n) + C * rho ^ n) by (field; lra). lra. }
  apply is_lim_seq_abs_0. apply (is_lim_seq_le_le (fun _ => 0) _ (fun n => Rabs (w 0%nat) * rho ^ n + C / rho * (INR n * rho ^ n))).
  - intros n. split; [apply Rabs_pos|]. eapply Rle_trans; [apply B|]. right. ring.
  - apply is_lim_seq_const.
  - assert (R1 : Rabs rho < 1) by (rewrite Rabs_right; lra).
    replace (Finite 0) with (Finite (0 + C / rho * 0)) by (f_equal; ring).
    apply is_lim_seq_plus'; [now apply lim_geom|]. apply is_lim_seq_mult'; [apply is_lim_seq_const|now apply lim_n_geom].
Qed.

Lemma squares_fade C rho (w : nat -> R) : Rabs rho < 1 -> (forall n, w n ^ 2 <= C * rho ^ n) -> is_lim_seq w 0.
Proof.
  intros Hr H. apply is_lim_seq_abs_0.
  apply (is_lim_seq_ext (fun n => sqrt (w n ^ 2))); [intros n; rewrite <- sqrt_Rsqr_abs; f_equal; unfold Rsqr; ring|].
  rewrite <- sqrt_0. apply (is_lim_seq_continuous sqrt); [apply continuity_pt_sqrt; lra|].
  apply (is_lim_seq_le_le (fun _ => 0) _ (fun n => C * rho ^ n)); [intros n; split; [apply pow2_ge_0|apply H]|apply is_lim_seq_const|now apply lim_geom].
Qed.

Lemma decay_inside beta q (w : nat -> R) : 0 < q -> Rabs beta < 1 -> q < 2 + 2 * beta ->
  (forall n, w (S (S n)) = (1 + beta - q) * w (S n) - w n * beta) -> is_lim_seq w 0.
Proof.
  intros Hq Hb Hh H. set (T := 1 + beta - q) in *.
  destruct (Rle_lt_dec 0 (T ^ 2 - 4 * beta)) as [D|D].
  - (* two real roots *)
    set (s := sqrt (T ^ 2 - 4 * beta)). assert (S2 : s * s = T ^ 2 - 4 * beta) by now apply sqrt_sqrt.
    set (z1 := (T + s) / 2). set (z2 := (T - s) / 2).
    assert (P : beta = z1 * z2) by (unfold z1, z2; replace ((T + s) / 2 * ((T - s) / 2)) with ((T ^ 2 - s * s) / 4) by field; rewrite S2; field).
    assert (Sm : T = z1 + z2) by (unfold z1, z2; field).
    assert (Q : q = (1 - z1) * (1 - z2)) by (unfold T in Sm; replace ((1 - z1) * (1 - z2)) with (1 - (z1 + z2) + z1 * z2) by ring; rewrite <- P, <- Sm; unfold T; ring).
    destruct (p_MOM_7_d beta q z1 z2 P Q) as [_ I]. destruct I as [A B]; [split; [assumption|split; assumption]|].
    assert (U : forall n, w (S n) - z1 * w n = (w 1%nat - z1 * w 0%nat) * z2 ^ n).
    { induction n as [|n IH]; [simpl; ring|]. rewrite H, Sm, P. simpl. transitivity (z2 * (w (S n) - z1 * w n)); [ring|rewrite IH; ring]. }
    set (rho := (1 + Rmax (Rabs z1) (Rabs z2)) / 2).
    assert (M1 := Rmax_l (Rabs z1) (Rabs z2)). assert (M2 := Rmax_r (Rabs z1) (Rabs z2)). pose proof (Rabs_pos z1).
    assert (M : Rmax (Rabs z1) (Rabs z2) < 1) by (apply Rmax_lub_lt; assumption).
    apply (fed z1 (Rabs (w 1%nat - z1 * w 0%nat)) rho); [unfold rho; lra|unfold rho; lra|].
    intros n. rewrite U, Rabs_mult, <- RPow_abs. apply Rmult_le_compat_l; [apply Rabs_pos|].
    apply pow_incr. split; [apply Rabs_pos|unfold rho; lra].
  - (* a conjugate pair: a form that is multiplied by beta in a step *)
    set (V := fun n => w (S n) ^ 2 - T * w (S n) * w n + beta * w n ^ 2).
    assert (E : forall n, V n = V 0%nat * beta ^ n).
    { induction n as [|n IH]; [simpl; ring|]. transitivity (beta * V n); [unfold V; rewrite H; ring|rewrite IH; simpl; ring]. }
    assert (G : 0 < beta - T ^ 2 / 4) by lra.
    apply (squares_fade (V 0%nat / (beta - T ^ 2 / 4)) beta); [assumption|]. intros n.
    apply Rmult_le_reg_l with (beta - T ^ 2 / 4); [assumption|].
    replace ((beta - T ^ 2 / 4) * (V 0%nat / (beta - T ^ 2 / 4) * beta ^ n)) with (V 0%nat * beta ^ n) by (field; lra).
    rewrite <- E. unfold V. pose proof (pow2_ge_0 (w (S n) - T / 2 * w n)). lra.
Qed.

Fixpoint state (beta q m0 w0 : R) (n : nat) : R * R :=
  match n with
  | O => (m0, w0)
  | S k => let (m, w) := state beta q m0 w0 k in (beta * m - w * q, w + (beta * m - w * q))
  end.

Lemma state_steps beta q m0 w0 : (forall n, snd (state beta q m0 w0 (S n)) = snd (state beta q m0 w0 n) + fst (state beta q m0 w0 (S n))) /\
  (forall n, fst (state beta q m0 w0 (S n)) = beta * fst (state beta q m0 w0 n) - snd (state beta q m0 w0 n) * q).
Proof. split; intros n; simpl; destruct (state beta q m0 w0 n) as [m w]; reflexivity. Qed.

Theorem p_MOM_7_a : Statements.MOM_7_a.
Proof.
  intros beta q. split.
  - intros H.
    assert (Hb : Rabs beta < 1).
    { (* the area that two runs span is multiplied by beta *)
      destruct (Rlt_le_dec (Rabs beta) 1) as [|G]; [assumption|exfalso]. apply (geom_stays beta G).
      destruct (state_steps beta q 1 0) as [W1 M1]. destruct (state_steps beta q 0 1) as [W2 M2].
      set (a := state beta q 1 0) in *. set (b := state beta q 0 1) in *.
      pose proof (H _ _ (conj W1 M1)) as L1. pose proof (H _ _ (conj W2 M2)) as L2.
      assert (Lm : forall s : nat -> R * R, (forall n, snd (s (S n)) = snd (s n) + fst (s (S n))) -> is_lim_seq (fun n => snd (s n)) 0 -> is_lim_seq (fun n => fst (s (S n))) 0).
      { intros s Hs L. apply (is_lim_seq_ext (fun n => snd (s (S n)) - snd (s n))); [intros n; rewrite Hs; ring|].
        replace (Finite 0) with (Finite (0 - 0)) by (f_equal; ring). apply is_lim_seq_minus'; [now apply (is_lim_seq_incr_1 (fun n => snd (s n)))|assumption]. }
      pose proof (Lm a W1 L1) as K1. pose proof (Lm b W2 L2) as K2.
      apply is_lim_seq_incr_1. apply (is_lim_seq_incr_1 (fun n => snd (a n))) in L1. apply (is_lim_seq_incr_1 (fun n => snd (b n))) in L2.
      assert (Det : forall n, fst (a n) * snd (b n) - fst (b n) * snd (a n) = beta ^ n).
      { induction n as [|n IH]; [unfold a, b; simpl; ring|]. rewrite W1, W2, M1, M2. simpl. rewrite <- IH. ring. }
      apply (is_lim_seq_ext (fun n => fst (a (S n)) * snd (b (S n)) - fst (b (S n)) * snd (a (S n)))); [intros n; apply Det|].
      replace (Finite 0) with (Finite (0 * 0 - 0 * 0)) by (f_equal; ring). apply is_lim_seq_minus'; now apply is_lim_seq_mult'. }
    (* a real root that is not inside gives a run that does not fade *)
    assert (Run : forall z, 1 <= Rabs z -> z * z = (1 + beta - q) * z - beta -> False).
    { intros z Hz E. assert (N : z <> 0) by (intros ->; rewrite Rabs_R0 in Hz; lra).
      apply (geom_stays z Hz). apply (H (fun n => z ^ n * (1 - / z)) (fun n => z ^ n)). split; intros n; simpl; [field; assumption|].
      apply Rmult_eq_reg_r with z; [|assumption]. transitivity (z ^ n * (z * z - z)); [field; assumption|]. rewrite E. field. assumption. }
    apply Rabs_def2 in Hb as Hb'. set (T := 1 + beta - q) in *.
    assert (Half : q <= 0 \/ 2 + 2 * beta <= q -> (1 - beta) ^ 2 <= T ^ 2 - 4 * beta).
    { intros [K|K]; unfold T; nra. }
    assert (Roots : q <= 0 \/ 2 + 2 * beta <= q -> False).
    { intros K. pose proof (Half K) as D. set (s := sqrt (T ^ 2 - 4 * beta)).
      assert (D0 : 0 <= T ^ 2 - 4 * beta) by (pose proof (pow2_ge_0 (1 - beta)); lra).
      assert (S2 : s * s = T ^ 2 - 4 * beta) by now apply sqrt_sqrt.
      assert (S1 : 1 - beta <= s).
      { unfold s. rewrite <- (sqrt_pow2 (1 - beta)) by lra. now apply sqrt_le_1_alt. }
      destruct K as [K|K].
      - apply (Run ((T + s) / 2)); [rewrite Rabs_right; unfold T in *; lra|].
        replace ((T + s) / 2 * ((T + s) / 2)) with ((T ^ 2 + 2 * T * s + s * s) / 4) by field. rewrite S2. field.
      - apply (Run ((T - s) / 2)); [rewrite Rabs_left; unfold T in *; lra|].
        replace ((T - s) / 2 * ((T - s) / 2)) with ((T ^ 2 - 2 * T * s + s * s) / 4) by field. rewrite S2. field. }
    split; [|split; [assumption|]].
    + destruct (Rlt_le_dec 0 q); [assumption|exfalso; apply Roots; now left].
    + destruct (Rlt_le_dec q (2 + 2 * beta)); [assumption|exfalso; apply Roots; now right].
  - intros [H1 [H2 H3]] m W [HW Hm]. apply (decay_inside beta q); try assumption.
    intros n. now apply (p_MOM_7_b W beta m n q).
Qed.

(* ---- the speed-up ---- *)

Lemma root_factor beta q z : 0 < z -> beta + z ^ 2 - (1 + beta - q) * z = 0 -> 1 - q = beta / z + z - beta.
Proof. intros Hz E. apply Rmult_eq_reg_r with z; [|lra]. field_simplify; lra. Qed.

Theorem p_MOM_8_a : Statements.MOM_8_a.
Proof. intros beta q z Hz E. split; [lra|now apply root_factor]. Qed.

Section Slow.
Variable beta : R.
Hypothesis Hb : 0 < beta < 1.

Definition descent s := beta / s + s - beta.

Lemma fast s : beta < s -> 0 < beta / s < 1.
Proof.
  intros H. split; [apply Rdiv_lt_0_compat; lra|]. apply Rmult_lt_reg_r with s; [lra|].
  replace (beta / s * s) with beta by (field; lra). lra.
Qed.

Lemma descent_positive s : beta < s -> 0 < descent s.
Proof. intros H. destruct (fast s H). unfold descent. lra. Qed.

Lemma descent_1 : descent 1 = 1.
Proof. unfold descent. field. Qed.

Lemma descent_derive s : beta < s -> is_derive descent s (1 - beta / (s * s)).
Proof. intros H. unfold descent. auto_derive; [lra|in_R; field; lra]. Qed.

Lemma descent_falls s : beta < s < 1 -> descent s < 1.
Proof.
  intros H. unfold descent. apply Rmult_lt_reg_r with s; [lra|].
  replace ((beta / s + s - beta) * s) with (beta + s * s - beta * s) by (field; lra).
  assert (0 < (1 - s) * (s - beta)) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

Lemma ln_descent s : beta < s < 1 -> ln (descent s) < 0.
Proof. intros H. apply ln_negative. split; [apply descent_positive; lra|now apply descent_falls]. Qed.

Lemma ln_descent_derive s : beta < s -> is_derive (fun s => ln (descent s)) s ((1 - beta / (s * s)) / descent s).
Proof.
  intros H. pose proof (descent_positive s H) as P. eapply is_derive_eq.
  - apply (is_derive_comp ln descent); [apply is_derive_ln; exact P|now apply descent_derive].
  - unfold scal; simpl; unfold mult; simpl. in_R. unfold Rdiv. ring.
Qed.

Lemma floor s : beta < s < 1 -> (1 - beta) * ln s <= ln (descent s).
Proof.
  intros H.
  destruct (mvt (fun s => ln (descent s) - (1 - beta) * ln s) (fun s => (1 - beta / (s * s)) / descent s - (1 - beta) * / s) s 1) as [c [Hc E]]; [lra| |].
  - intros c Hc. apply (is_derive_minus (fun s => ln (descent s))); [apply ln_descent_derive; lra|].
    apply (is_derive_scal ln c (1 - beta)). apply is_derive_ln. lra.
  - rewrite descent_1, ln_1 in E. pose proof (descent_positive c ltac:(lra)) as P.
    assert (N : (1 - beta / (c * c)) / descent c - (1 - beta) * / c <= 0).
    { assert (Q : 0 < c * c * descent c) by (apply Rmult_lt_0_compat; [nra|lra]).
      replace ((1 - beta / (c * c)) / descent c - (1 - beta) * / c) with (- (beta * (1 - c) * (c + 1 - beta + 1)) * / (c * c * descent c)).
      - assert (0 <= beta * (1 - c) * (c + 1 - beta + 1)) by (repeat apply Rmult_le_pos; lra).
        assert (0 < / (c * c * descent c)) by now apply Rinv_0_lt_compat. nra.
      - unfold descent in *. field. repeat split; try lra.
        intros Z. assert (V : 0 < c * (beta / c + c - beta)) by (apply Rmult_lt_0_compat; lra).
        replace (c * (beta / c + c - beta)) with (beta + c * c - beta * c) in V by (field; lra). lra. }
    nra.
Qed.

(* the slope of the speed-up has the sign of psi *)
Definition psi s := ln (descent s) - (s - beta / s) * ln s / descent s.

Lemma psi_negative s : beta < s < 1 -> psi s < 0.
Proof.
  intros H.
  assert (P1 : psi 1 = 0) by (unfold psi; rewrite descent_1, ln_1; field).
  rewrite <- P1. apply (rises psi (fun s => - ln s * (beta * (4 - s - beta / s) / (s * (descent s * descent s))))); [lra| |].
  - intros c Hc. pose proof (descent_positive c ltac:(lra)) as P. unfold psi. unfold descent in *.
    assert (V : 0 < c * (beta / c + c - beta)) by (apply Rmult_lt_0_compat; lra).
    replace (c * (beta / c + c - beta)) with (beta + c * c - beta * c) in V by (field; lra).
    auto_derive; [repeat split; lra|]. in_R. field. repeat split; lra.
  - intros c Hc. pose proof (descent_positive c ltac:(lra)) as P. destruct (fast c ltac:(lra)) as [U1 U2].
    pose proof (ln_negative c ltac:(lra)). apply Rmult_lt_0_compat; [lra|]. apply Rdiv_lt_0_compat.
    + apply Rmult_lt_0_compat; lra.
    + apply Rmult_lt_0_compat; [lra|now apply Rmult_lt_0_compat].
Qed.

Definition speed s := ln s / ln (descent s).

Lemma speed_falls s1 s2 : beta < s1 -> s1 < s2 -> s2 < 1 -> speed s2 < speed s1.
Proof.
  intros H1 H2 H3.
  apply (falls speed (fun s => psi s / (s * ln (descent s) ^ 2))); [assumption| |].
  - intros c Hc. pose proof (ln_descent c ltac:(lra)) as L. pose proof (descent_positive c ltac:(lra)) as P.
    eapply is_derive_eq.
    + apply (is_derive_div ln (fun s => ln (descent s))); [apply is_derive_ln; lra|apply ln_descent_derive; lra|lra].
    + unfold minus, plus, opp, scal; simpl; unfold mult; simpl. in_R. unfold psi. field. repeat split; lra.
  - intros c Hc. pose proof (ln_descent c ltac:(lra)) as L. pose proof (psi_negative c ltac:(lra)) as N.
    assert (Q : 0 < c * ln (descent c) ^ 2) by (apply Rmult_lt_0_compat; [lra|nra]).
    unfold Rdiv. assert (0 < / (c * ln (descent c) ^ 2)) by now apply Rinv_0_lt_compat. nra.
Qed.
End Slow.

Lemma divide_negative a b c d : b < 0 -> d < 0 -> a * d <= c * b -> a / b <= c / d.
Proof.
  intros Hb Hd H. apply Rmult_le_reg_r with (b * d); [nra|].
  replace (a / b * (b * d)) with (a * d) by (field; lra). replace (c / d * (b * d)) with (c * b) by (field; lra). assumption.
Qed.

Theorem p_MOM_8_b : Statements.MOM_8_b.
Proof.
  intros beta Hb0 Hb1. pose proof (conj Hb0 Hb1) as Hb. set (m := 1 - beta). assert (Hm : 0 < m < 1) by (unfold m; lra).
  assert (In : forall s, 0 < s < m / 2 -> beta < 1 - s < 1) by (unfold m; intros; lra).
  split; [lra|split; [|split; [|split; [|split]]]].
  - apply (at_left_from (m / 2)); [lra|]. intros s Hs. specialize (In s Hs). lra.
  - apply (at_left_from (m / 2)); [lra|]. intros s Hs. apply (descent_positive beta Hb). apply In, Hs.
  - apply (at_left_from (m / 2)); [lra|]. intros s Hs. pose proof (ln_descent beta Hb (1 - s) (In s Hs)) as L. unfold descent in L. lra.
  - apply (at_left_from (m / 2)); [lra|]. intros s Hs. specialize (In s Hs). lra.
  - apply (lim_left _ _ (12 / m ^ 2) (m / 2)); [lra|apply Rdiv_le_0_compat; [lra|apply pow_lt; lra]|].
    intros s Hs. pose proof (In s Hs) as Hz. fold m.
    (* the rate of plain descent is w, and w is m s but for s^2 *)
    set (w := s * (m - s) / (1 - s)).
    replace (beta / (1 - s) + (1 - s) - beta) with (1 + - w) by (unfold w, m; field; lra).
    assert (I : 0 < / (1 - s) <= 2) by (split; [apply Rinv_0_lt_compat; lra|rewrite <- (Rinv_inv 2); apply Rinv_le_contravar; lra]).
    assert (Wl : s * (m / 2) <= w).
    { unfold w. apply Rmult_le_reg_r with (1 - s); [lra|]. replace (s * (m - s) / (1 - s) * (1 - s)) with (s * (m - s)) by (field; lra). nra. }
    assert (Ws : w <= s).
    { unfold w. apply Rmult_le_reg_r with (1 - s); [lra|]. replace (s * (m - s) / (1 - s) * (1 - s)) with (s * (m - s)) by (field; lra). nra. }
    assert (Wm : - (2 * s ^ 2) <= w - m * s <= 2 * s ^ 2).
    { replace (w - m * s) with (- (1 - m) * (s ^ 2 * / (1 - s))) by (unfold w; field; lra). pose proof (pow2_ge_0 s).
      assert (0 <= s ^ 2 * / (1 - s) <= 2 * s ^ 2) by (split; nra). split; nra. }
    assert (W0 : 0 < w) by (assert (0 < s * (m / 2)) by (apply Rmult_lt_0_compat; lra); lra).
    pose proof (ln_near (- s) ltac:(rewrite Rabs_Ropp, Rabs_right; lra)) as E1.
    pose proof (ln_near (- w) ltac:(rewrite Rabs_Ropp, Rabs_right; lra)) as E2.
    assert (L2 : ln (1 + - w) <= - w).
    { pose proof (exp_ineq1_le (- w)) as X. rewrite <- (ln_exp (- w)) at 2. apply ln_le; lra. }
    replace (1 - s) with (1 + - s) by ring. set (l1 := ln (1 + - s)) in *. set (l2 := ln (1 + - w)) in *.
    replace ((- s) ^ 2) with (s ^ 2) in E1 by ring. replace ((- w) ^ 2) with (w ^ 2) in E2 by ring.
    assert (w ^ 2 <= s ^ 2) by (apply pow_incr; lra).
    apply Rabs_le_between in E1. apply Rabs_le_between in E2.
    assert (Num : Rabs (m * l1 - l2) <= 6 * s ^ 2).
    { assert (A : Rabs (m * (l1 - - s)) <= 1 * (2 * s ^ 2)) by (rewrite Rabs_mult; apply Rmult_le_compat; try apply Rabs_pos; [rewrite Rabs_right; lra|apply Rabs_le; lra]).
      apply Rabs_le_between in A. apply Rabs_le. split; lra. }
    replace (l1 / l2 - 1 / m) with ((m * l1 - l2) / (m * l2)) by (field; lra).
    assert (Dn : m * l2 < 0) by nra.
    rewrite Rabs_div, (Rabs_left (m * l2)) by lra.
    apply Rmult_le_reg_r with (- (m * l2)); [lra|].
    unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. eapply Rle_trans; [exact Num|].
    replace (6 * s ^ 2) with (12 / m ^ 2 * s * (m * (s * (m / 2)))) by (field; lra).
    apply Rmult_le_compat_l; [|nra].
    apply Rmult_le_pos; [apply Rdiv_le_0_compat; [lra|apply pow_lt; lra]|lra].
Qed.

Theorem p_MOM_8_c : Statements.MOM_8_c.
Proof.
  intros beta q z Hb0 Hb1 Hz Hz1 E. pose proof (conj Hb0 Hb1) as Hb.
  pose proof (root_factor beta q z ltac:(lra) E) as D. fold (descent beta z) in D. rewrite D.
  pose proof (ln_descent beta Hb z ltac:(lra)) as L.
  split; [lra|split; [now apply descent_positive|split; [lra|split; [lra|]]]].
  pose proof (floor beta Hb z ltac:(lra)) as F.
  set (l := ln (descent beta z)) in *. apply Rmult_le_reg_r with ((1 - beta) * - l); [apply Rmult_lt_0_compat; lra|].
  replace (1 / (1 - beta) * ((1 - beta) * - l)) with (- l) by (field; lra).
  replace (ln z / l * ((1 - beta) * - l)) with (- ((1 - beta) * ln z)) by (field; lra). lra.
Qed.

Theorem p_MOM_8_d : Statements.MOM_8_d.
Proof.
  intros beta q1 q2 z1 z2 Hb0 Hb1 L1 U1 E1 L2 U2 E2 H _. pose proof (conj Hb0 Hb1) as Hb.
  pose proof (root_factor beta q1 z1 ltac:(lra) E1) as D1. fold (descent beta z1) in D1.
  pose proof (root_factor beta q2 z2 ltac:(lra) E2) as D2. fold (descent beta z2) in D2. rewrite D1, D2.
  pose proof (ln_descent beta Hb z1 ltac:(lra)). pose proof (ln_descent beta Hb z2 ltac:(lra)).
  split; [now apply descent_positive|split; [lra|split; [lra|split; [now apply descent_positive|split; [lra|split; [lra|]]]]]].
  left. now apply (speed_falls beta Hb).
Qed.

Lemma peak_range r : 0 < r < 1 -> 0 < 2 * r - r ^ 2 < 1.
Proof. intros H. split; nra. Qed.

Theorem p_MOM_8_e : Statements.MOM_8_e.
Proof.
  intros beta q r _ Hq Hq1 _ Hr0 Hr1. pose proof (conj Hr0 Hr1) as Hr.
  pose proof (peak_range r Hr) as PK. pose proof (ln_negative _ PK). pose proof (ln_negative _ Hr).
  assert (0 < (1 - r) ^ 2) by (apply pow_lt; lra). pose proof (ln_negative (1 - q) ltac:(lra)).
  split; [lra|split; [lra|split; [assumption|split; [lra|split; [lra|]]]]].
  apply divide_negative; try assumption.
  assert (L : ln (1 - q) <= ln (2 * r - r ^ 2)) by (apply ln_le; lra). nra.
Qed.

(* twice the boost is never reached: four derivatives, each by the sign of the next *)
Lemma twice r : 0 < r < 1 -> (1 + r ^ 2) * ln r + 2 * ln (2 - r) < 0.
Proof.
  intros Hr.
  set (f0 := fun s => (1 + s ^ 2) * ln s + 2 * ln (2 - s)).
  set (f1 := fun s => 2 * s * ln s + (1 + s ^ 2) / s - 2 / (2 - s)).
  set (f2 := fun s => 2 * ln s + 3 - 1 / s ^ 2 - 2 / (2 - s) ^ 2).
  set (f3 := fun s => 2 / s + 2 / s ^ 3 - 4 / (2 - s) ^ 3).
  assert (D0 : forall s, 0 < s <= 1 -> is_derive f0 s (f1 s)) by (intros s Hs; unfold f0, f1; auto_derive; [repeat split; lra|in_R; field; lra]).
  assert (D1 : forall s, 0 < s <= 1 -> is_derive f1 s (f2 s)) by (intros s Hs; unfold f1, f2; auto_derive; [repeat split; lra|in_R; field; repeat split; lra]).
  assert (D2 : forall s, 0 < s <= 1 -> is_derive f2 s (f3 s)) by (intros s Hs; unfold f2, f3; auto_derive; [repeat split; try lra; apply Rmult_integral_contrapositive_currified; lra|in_R; field; repeat split; lra]).
  assert (P3 : forall s, 0 < s < 1 -> 0 < f3 s).
  { intros s Hs. unfold f3. assert (A : 1 < / s) by (rewrite <- Rinv_1; apply Rinv_lt_contravar; lra).
    assert (B : / (2 - s) < 1) by (rewrite <- Rinv_1; apply Rinv_lt_contravar; lra).
    assert (B0 : 0 < / (2 - s)) by (apply Rinv_0_lt_compat; lra).
    replace (2 / s + 2 / s ^ 3 - 4 / (2 - s) ^ 3) with (2 * / s + 2 * (/ s) ^ 3 - 4 * (/ (2 - s)) ^ 3) by (field; lra).
    assert (1 < (/ s) ^ 3) by (replace 1 with (1 ^ 3) by ring; nra). assert ((/ (2 - s)) ^ 3 < 1) by nra. lra. }
  assert (V2 : f2 1 = 0) by (unfold f2; rewrite ln_1; field). assert (V1 : f1 1 = 0) by (unfold f1; rewrite ln_1; field).
  assert (V0 : f0 1 = 0) by (unfold f0; rewrite ln_1; replace (2 - 1) with 1 by ring; rewrite ln_1; ring).
  assert (N2 : forall s, 0 < s < 1 -> f2 s < 0).
  { intros s Hs. rewrite <- V2. apply (rises f2 f3); [lra|intros c Hc; apply D2; lra|intros c Hc; apply P3; lra]. }
  assert (P1 : forall s, 0 < s < 1 -> 0 < f1 s).
  { intros s Hs. rewrite <- V1. apply (falls f1 f2); [lra|intros c Hc; apply D1; lra|intros c Hc; apply N2; lra]. }
  change (f0 r < 0). rewrite <- V0. apply (rises f0 f1); [lra|intros c Hc; apply D0; lra|intros c Hc; apply P1; lra].
Qed.

Theorem p_MOM_8_f : Statements.MOM_8_f.
Proof.
  intros r _ Hr0 Hr1. pose proof (conj Hr0 Hr1) as Hr. pose proof (twice r Hr) as T.
  pose proof (peak_range r Hr) as PK. pose proof (ln_negative _ PK) as LK. assert (r2 : 0 < 1 - r ^ 2) by nra.
  split; [lra|split; [lra|split; [assumption|split; [lra|]]]].
  assert (E : ln (2 * r - r ^ 2) = ln r + ln (2 - r)) by (rewrite <- ln_mult by lra; f_equal; ring).
  set (l := ln (2 * r - r ^ 2)) in *. apply Rmult_le_reg_r with ((1 - r ^ 2) * - l); [apply Rmult_lt_0_compat; lra|].
  replace (ln r / l * ((1 - r ^ 2) * - l)) with (- ((1 - r ^ 2) * ln r)) by (field; lra).
  replace (2 / (1 - r ^ 2) * ((1 - r ^ 2) * - l)) with (- (2 * l)) by (field; lra). lra.
Qed.

Theorem p_MOM_8_g : Statements.MOM_8_g.
Proof.
  assert (R : forall s, 0 < s < 1 / 2 -> 0 < 1 - s < 1) by (intros; lra).
  split; [|split; [|split]].
  - apply (at_left_from (1 / 2)); [lra|]. intros s Hs. now apply peak_range, R.
  - apply (at_left_from (1 / 2)); [lra|]. intros s Hs. pose proof (ln_negative _ (peak_range (1 - s) (R s Hs))). lra.
  - apply (at_left_from (1 / 2)); [lra|]. intros s Hs. lra.
  - apply (lim_left _ 2 14 (1 / 2)); [lra|lra|]. intros s Hs.
    replace (2 * (1 - s) - (1 - s) ^ 2) with (1 + - s ^ 2) by ring. replace (1 - s) with (1 + - s) by ring.
    assert (S2 : s ^ 2 <= 1 / 4) by nra. assert (S0 : 0 < s ^ 2) by (apply pow_lt; lra).
    pose proof (ln_near (- s) ltac:(rewrite Rabs_Ropp, Rabs_right; lra)) as E1.
    pose proof (ln_near (- s ^ 2) ltac:(rewrite Rabs_Ropp, Rabs_right; lra)) as E2.
    set (l1 := ln (1 + - s)) in *. set (l2 := ln (1 + - s ^ 2)) in *.
    set (e1 := l1 - - s) in *. set (e2 := l2 - - s ^ 2) in *.
    replace ((- s) ^ 2) with (s ^ 2) in E1 by ring. replace ((- s ^ 2) ^ 2) with (s ^ 2 * s ^ 2) in E2 by ring.
    apply Rabs_le_between in E1. apply Rabs_le_between in E2.
    assert (S4 : 2 * (s ^ 2 * s ^ 2) <= s ^ 2 / 2) by nra.
    assert (L2 : l2 <= - (s ^ 2 / 2)) by (unfold e2 in E2; lra).
    assert (N : Rabs ((1 - (1 + - s) ^ 2) * l1 - 2 * l2) <= 7 * (s * s ^ 2)).
    { replace ((1 - (1 + - s) ^ 2) * l1 - 2 * l2) with (s * s ^ 2 + (2 * s - s ^ 2) * e1 - 2 * e2) by (unfold e1, e2; ring).
      assert (A : Rabs ((2 * s - s ^ 2) * e1) <= 2 * s * (2 * s ^ 2)).
      { rewrite Rabs_mult. apply Rmult_le_compat; try apply Rabs_pos; [rewrite Rabs_right; nra|apply Rabs_le; lra]. }
      apply Rabs_le_between in A. assert (2 * (s ^ 2 * s ^ 2) <= s * s ^ 2) by nra. apply Rabs_le. split; lra. }
    replace ((1 - (1 + - s) ^ 2) * l1 / l2 - 2) with (((1 - (1 + - s) ^ 2) * l1 - 2 * l2) / l2) by (field; lra).
    rewrite Rabs_div, (Rabs_left l2) by lra.
    apply Rmult_le_reg_r with (- l2); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
    eapply Rle_trans; [exact N|]. assert (14 * s * (s ^ 2 / 2) <= 14 * s * - l2) by (apply Rmult_le_compat_l; lra). lra.
Qed.

Theorem p_MOM_8_h : Statements.MOM_8_h.
Proof.
  intros beta q r _ _ _ Hr0 Hr1. split.
  - intros H. unfold Rabs in H. destruct (Rcase_abs (q - 1)); [right|left]; lra.
  - intros [H|H]; unfold Rabs; destruct (Rcase_abs (q - 1)); lra.
Qed.

(* ---- the best parameters ---- *)

Lemma within s r b : 0 < r -> (Rabs s * r <= b <-> - b <= s * r <= b).
Proof. intros Hr. rewrite <- (Rabs_right r) at 1 by lra. rewrite <- Rabs_mult. apply Rabs_le_between. Qed.

Theorem p_MOM_9_a : Statements.MOM_9_a.
Proof.
  intros beta q r z1 z2 _ -> -> Hr. rewrite within by assumption.
  replace (1 + z1 * z2 - (1 - z1) * (1 - z2)) with (z1 + z2) by ring. split.
  - intros [H1 H2]. apply Rabs_le_between in H1. apply Rabs_le_between in H2.
    assert (0 <= (r - z1) * (r - z2)) by (apply Rmult_le_pos; lra).
    assert (0 <= (r + z1) * (r + z2)) by (apply Rmult_le_pos; lra).
    assert (0 <= (r - z1) * (r + z2)) by (apply Rmult_le_pos; lra).
    assert (0 <= (r + z1) * (r - z2)) by (apply Rmult_le_pos; lra).
    split; [split; lra|apply Rabs_le; lra].
  - intros [H1 H2]. apply Rabs_le_between in H2.
    assert (A : 0 <= (r - z1) * (r - z2)) by lra. assert (B : 0 <= (r + z1) * (r + z2)) by lra.
    assert (Up : forall u v, 0 <= (r - u) * (r - v) -> u * v <= r ^ 2 -> u <= r).
    { intros u v Huv Hp. destruct (Rle_lt_dec u r); [assumption|exfalso]. assert (r <= v) by nra. nra. }
    split; apply Rabs_le; split.
    + enough (- z1 <= r) by lra. apply (Up (- z1) (- z2)); lra.
    + apply (Up z1 z2); lra.
    + enough (- z2 <= r) by lra. apply (Up (- z2) (- z1)); lra.
    + apply (Up z2 z1); lra.
Qed.

Theorem p_MOM_9_b : Statements.MOM_9_b.
Proof.
  intros beta q r sigma z _ -> -> Hs Hz Hr. rewrite within, (Rabs_right (z ^ 2)) by (try apply Rle_ge, pow2_ge_0; assumption).
  replace (1 + z ^ 2 - (1 + z ^ 2 - 2 * sigma)) with (2 * sigma) by ring. apply Rabs_le_between in Hs. split.
  - intros H. assert (- (z * r) <= sigma * r <= z * r) by (split; nra). pose proof (pow2_ge_0 (r - z)).
    split; [split; lra|]. apply pow_incr. lra.
  - intros [_ H]. destruct (Rle_lt_dec z r); [assumption|exfalso]. nra.
Qed.

Theorem p_MOM_9_c : Statements.MOM_9_c.
Proof.
  intros alpha beta ell mu r Ha Hl Hm _ Hle [Rm B] [Rl _] Hr Hr1. apply within in Rm; [|assumption]. apply within in Rl; [|assumption].
  apply Rabs_le_between in B.
  assert (Sl : 0 < sqrt ell) by now apply sqrt_lt_R0. assert (Sm : 0 < sqrt mu) by now apply sqrt_lt_R0.
  pose proof (sqrt_sqrt ell (Rlt_le _ _ Hl)) as Ql. pose proof (sqrt_sqrt mu (Rlt_le _ _ Hm)) as Qm.
  set (l := sqrt ell) in *. set (m := sqrt mu) in *.
  apply Rmult_le_reg_r with (l + m); [lra|]. replace ((l - m) / (l + m) * (l + m)) with (l - m) by (field; lra).
  assert (beta * (1 - r) <= r ^ 2 * (1 - r)) by (apply Rmult_le_compat_r; lra).
  assert (beta * (1 + r) <= r ^ 2 * (1 + r)) by (apply Rmult_le_compat_r; lra).
  assert (P : (1 - r) ^ 2 <= alpha * mu) by (apply Rmult_le_reg_l with r; lra).
  assert (Q : alpha * ell <= (1 + r) ^ 2) by (apply Rmult_le_reg_l with r; lra).
  assert (G : (1 - r) * l <= (1 + r) * m); [|lra].
  apply Rsqr_incr_0; [|apply Rmult_le_pos; lra|apply Rmult_le_pos; lra]. unfold Rsqr.
  apply Rmult_le_reg_l with alpha; [assumption|].
  replace (alpha * ((1 - r) * l * ((1 - r) * l))) with ((1 - r) ^ 2 * (alpha * (l * l))) by ring.
  replace (alpha * ((1 + r) * m * ((1 + r) * m))) with ((1 + r) ^ 2 * (alpha * (m * m))) by ring. rewrite Ql, Qm.
  apply Rle_trans with ((1 - r) ^ 2 * (1 + r) ^ 2); [apply Rmult_le_compat_l; [apply pow2_ge_0|assumption]|].
  rewrite (Rmult_comm ((1 - r) ^ 2)). apply Rmult_le_compat_l; [apply pow2_ge_0|assumption].
Qed.

Theorem p_MOM_9_d : Statements.MOM_9_d.
Proof.
  intros alpha beta ell lam mu Ha Hl Hlam Hm H1 H2 Ea Eb.
  assert (Sl : 0 < sqrt ell) by now apply sqrt_lt_R0. assert (Sm : 0 < sqrt mu) by now apply sqrt_lt_R0.
  pose proof (sqrt_sqrt ell (Rlt_le _ _ Hl)) as Ql. pose proof (sqrt_sqrt mu (Rlt_le _ _ Hm)) as Qm.
  assert (Slm : sqrt mu <= sqrt ell) by (apply sqrt_le_1_alt; lra).
  set (l := sqrt ell) in *. set (m := sqrt mu) in *. set (r := (l - m) / (l + m)).
  assert (R0 : 0 <= r) by (apply Rdiv_le_0_compat; lra).
  assert (Er : (l - m) ^ 2 / (l + m) ^ 2 = r ^ 2) by (unfold r; field; lra). rewrite Er in *. rewrite Eb.
  assert (X1 : (1 - r) ^ 2 = alpha * mu) by (rewrite Ea, <- Qm; unfold r; field; lra).
  assert (X2 : (1 + r) ^ 2 = alpha * ell) by (rewrite Ea, <- Ql; unfold r; field; lra).
  assert (alpha * mu <= alpha * lam) by (apply Rmult_le_compat_l; lra). assert (alpha * lam <= alpha * ell) by (apply Rmult_le_compat_l; lra).
  split; [|rewrite Rabs_right; [lra|apply Rle_ge, pow2_ge_0]].
  assert (A : Rabs (1 + r ^ 2 - alpha * lam) <= 2 * r) by (apply Rabs_le; lra).
  set (u := Rabs (1 + r ^ 2 - alpha * lam)) in *. replace ((l - m) * u / (l + m)) with (r * u) by (unfold r; field; lra). nra.
Qed.

Theorem p_MOM_9_e : Statements.MOM_9_e.
Proof.
  intros alpha ell mu r Ha Hl Hm Hr Hle H1 H2. apply Rabs_le_between in H1. apply Rabs_le_between in H2.
  apply Rmult_le_reg_r with (ell + mu); [lra|]. replace ((ell - mu) / (ell + mu) * (ell + mu)) with (ell - mu) by (field; lra).
  apply Rmult_le_reg_l with alpha; [assumption|]. 
  assert ((1 - r) * (alpha * ell) <= (1 + r) * (alpha * mu)); [|lra].
  destruct (Rle_lt_dec 1 r) as [R1|R1].
  - assert (0 <= (r - 1) * (alpha * ell)) by (apply Rmult_le_pos; [lra|apply Rmult_le_pos; lra]). assert (0 <= (1 + r) * (alpha * mu)) by (repeat apply Rmult_le_pos; lra). lra.
  - apply Rle_trans with ((1 - r) * (1 + r)); [apply Rmult_le_compat_l; lra|]. rewrite (Rmult_comm (1 - r)). apply Rmult_le_compat_l; lra.
Qed.

Theorem p_MOM_9_f : Statements.MOM_9_f.
Proof.
  intros alpha ell lam mu Ha Hl Hlam Hm H1 H2 E. rewrite E.
  replace (2 / (ell + mu) * lam - 1) with ((2 * lam - ell - mu) / (ell + mu)) by (field; lra).
  rewrite Rabs_div, (Rabs_right (ell + mu)) by lra. unfold Rdiv. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; lra|].
  apply Rabs_le. split; lra.
Qed.
