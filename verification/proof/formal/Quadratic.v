(* MOM-7 to MOM-9. *)
Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import Words Sequences Calculus Limits Complex.
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
Proof. intros W beta m n q HW Hm. rewrite (HW (S n)), Hm. pose proof (HW n). replace (m (S n)) with (W (S n) - W n) by lra. ring. Qed.

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
Variables beta r : R.
Hypotheses (Hr : 0 < r < 1) (Hb : beta = r ^ 2).

Definition descent s := beta / s + s - beta.

Lemma beta_range : 0 < beta < r.
Proof. rewrite Hb. split; [apply pow_lt; lra|nra]. Qed.

Lemma over s : r <= s -> beta <= s * s.
Proof. intros H. rewrite Hb. nra. Qed.

Lemma under s : r <= s -> 0 < beta / s <= s.
Proof.
  intros H. pose proof beta_range. split; [apply Rdiv_lt_0_compat; lra|].
  apply Rmult_le_reg_r with s; [lra|]. replace (beta / s * s) with beta by (field; lra). now apply over.
Qed.

Lemma descent_positive s : r <= s -> 0 < descent s.
Proof. intros H. pose proof beta_range. destruct (under s H). unfold descent. lra. Qed.

Lemma descent_1 : descent 1 = 1.
Proof. unfold descent. field. Qed.

Lemma descent_derive s : r <= s -> is_derive descent s (1 - beta / (s * s)).
Proof. intros H. unfold descent. auto_derive; [lra|in_R; field; lra]. Qed.

Lemma descent_falls s : r <= s < 1 -> descent s < 1.
Proof.
  intros H. pose proof beta_range. unfold descent. apply Rmult_lt_reg_r with s; [lra|].
  replace ((beta / s + s - beta) * s) with (beta + s * s - beta * s) by (field; lra).
  assert (0 < (1 - s) * (s - beta)) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

(* the slow root lies between r and 1 *)
Lemma slow_root q z : 0 < q -> r <= z -> beta + z ^ 2 - (1 + beta - q) * z = 0 -> z < 1 /\ 1 - q = descent z.
Proof.
  intros Hq Hz E. pose proof beta_range. split; [|apply root_factor; [lra|assumption]].
  assert (K : (1 - z) * (z - beta) = q * z) by lra. assert (0 < q * z) by (apply Rmult_lt_0_compat; lra).
  destruct (Rlt_dec z 1); [assumption|exfalso]. nra.
Qed.

Lemma ln_descent s : r <= s < 1 -> ln (descent s) < 0.
Proof. intros H. apply ln_negative. split; [apply descent_positive; lra|now apply descent_falls]. Qed.

Lemma ln_descent_derive s : r <= s -> is_derive (fun s => ln (descent s)) s ((1 - beta / (s * s)) / descent s).
Proof.
  intros H. pose proof (descent_positive s H) as P. eapply is_derive_eq.
  - apply (is_derive_comp ln descent); [apply is_derive_ln; exact P|now apply descent_derive].
  - unfold scal; simpl; unfold mult; simpl. in_R. unfold Rdiv. ring.
Qed.

Lemma floor s : r <= s <= 1 -> (1 - beta) * ln s <= ln (descent s).
Proof.
  intros [H [H1| ->]]; [|rewrite descent_1, ln_1; lra]. pose proof beta_range.
  destruct (mvt (fun s => ln (descent s) - (1 - beta) * ln s) (fun s => (1 - beta / (s * s)) / descent s - (1 - beta) * / s) s 1 H1) as [c [Hc E]].
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

Lemma psi_negative s : r <= s < 1 -> psi s < 0.
Proof.
  intros H. pose proof beta_range.
  assert (P1 : psi 1 = 0) by (unfold psi; rewrite descent_1, ln_1; field).
  rewrite <- P1. apply (rises psi (fun s => - ln s * (beta * (4 - s - beta / s) / (s * (descent s * descent s))))); [lra| |].
  - intros c Hc. pose proof (descent_positive c ltac:(lra)) as P. unfold psi. unfold descent in *.
    assert (V : 0 < c * (beta / c + c - beta)) by (apply Rmult_lt_0_compat; lra).
    replace (c * (beta / c + c - beta)) with (beta + c * c - beta * c) in V by (field; lra).
    auto_derive; [repeat split; lra|]. in_R. field. repeat split; lra.
  - intros c Hc. pose proof (descent_positive c ltac:(lra)) as P. destruct (under c ltac:(lra)) as [U1 U2].
    pose proof (ln_negative c ltac:(lra)). apply Rmult_lt_0_compat; [lra|]. apply Rdiv_lt_0_compat.
    + apply Rmult_lt_0_compat; lra.
    + apply Rmult_lt_0_compat; [lra|now apply Rmult_lt_0_compat].
Qed.

Definition speed s := ln s / ln (descent s).

Lemma speed_falls s1 s2 : r <= s1 -> s1 < s2 -> s2 < 1 -> speed s2 < speed s1.
Proof.
  intros H1 H2 H3. pose proof beta_range.
  apply (falls speed (fun s => psi s / (s * ln (descent s) ^ 2))); [assumption| |].
  - intros c Hc. pose proof (ln_descent c ltac:(lra)) as L. pose proof (descent_positive c ltac:(lra)) as P.
    eapply is_derive_eq.
    + apply (is_derive_div ln (fun s => ln (descent s))); [apply is_derive_ln; lra|apply ln_descent_derive; lra|lra].
    + unfold minus, plus, opp, scal; simpl; unfold mult; simpl. in_R. unfold psi. field. repeat split; lra.
  - intros c Hc. pose proof (ln_descent c ltac:(lra)) as L. pose proof (psi_negative c ltac:(lra)) as N.
    assert (Q : 0 < c * ln (descent c) ^ 2) by (apply Rmult_lt_0_compat; [lra|nra]).
    unfold Rdiv. assert (0 < / (c * ln (descent c) ^ 2)) by now apply Rinv_0_lt_compat. nra.
Qed.

Lemma descent_r : descent r = 2 * r - r ^ 2.
Proof. unfold descent. rewrite Hb. field. lra. Qed.
End Slow.

Lemma root_positive beta r : 0 <= r -> 0 < beta -> beta < 1 -> beta = r ^ 2 -> 0 < r < 1.
Proof. intros H0 H1 H2 E. split; [destruct H0 as [|<-]; [assumption|rewrite E in H1; simpl in H1; lra]|nra]. Qed.

Theorem p_MOM_8_c : Statements.MOM_8_c.
Proof.
  intros beta q r z H0 Hb0 Hb1 Hb Hq Hq1 Hz E. pose proof (root_positive beta r H0 Hb0 Hb1 Hb) as Hr.
  destruct (slow_root beta r Hr Hb q z Hq Hz E) as [Z1 D]. pose proof (ln_descent beta r Hr Hb z ltac:(lra)) as L.
  pose proof (floor beta r Hr Hb z ltac:(lra)) as F. pose proof (descent_positive beta r Hr Hb z Hz) as P.
  rewrite D. split; [lra|split; [assumption|split; [lra|split; [lra|]]]].
  set (l := ln (descent beta z)) in *. apply Rmult_le_reg_r with ((1 - beta) * - l); [apply Rmult_lt_0_compat; lra|].
  replace (1 / (1 - beta) * ((1 - beta) * - l)) with (- l) by (field; lra).
  replace (ln z / l * ((1 - beta) * - l)) with (- ((1 - beta) * ln z)) by (field; lra). lra.
Qed.

Theorem p_MOM_8_d : Statements.MOM_8_d.
Proof.
  intros beta q1 q2 r z1 z2 H0 Hb0 Hb1 Hb Hq1 Hm1 Hz1 E1 Hq2 Hm2 Hz2 E2 Hq. pose proof (root_positive beta r H0 Hb0 Hb1 Hb) as Hr.
  destruct (slow_root beta r Hr Hb q1 z1 Hq1 Hz1 E1) as [Z1 D1]. destruct (slow_root beta r Hr Hb q2 z2 Hq2 Hz2 E2) as [Z2 D2].
  pose proof (ln_descent beta r Hr Hb z1 ltac:(lra)). pose proof (ln_descent beta r Hr Hb z2 ltac:(lra)).
  pose proof (descent_positive beta r Hr Hb z1 Hz1). pose proof (descent_positive beta r Hr Hb z2 Hz2).
  rewrite D1, D2. split; [assumption|split; [lra|split; [lra|split; [assumption|split; [lra|split; [lra|]]]]]].
  apply (speed_falls beta r Hr Hb); [assumption| |assumption].
  destruct (Rlt_le_dec z2 z1) as [|G]; [assumption|exfalso].
  assert (descent beta z1 <= descent beta z2); [|lra].
  unfold descent. assert (K : beta <= z1 * z2) by (rewrite Hb; nra).
  apply Rmult_le_reg_r with (z1 * z2); [nra|].
  replace ((beta / z1 + z1 - beta) * (z1 * z2)) with (beta * z2 + z1 * (z1 * z2) - beta * (z1 * z2)) by (field; lra).
  replace ((beta / z2 + z2 - beta) * (z1 * z2)) with (beta * z1 + z2 * (z1 * z2) - beta * (z1 * z2)) by (field; lra). nra.
Qed.

Lemma peak_range r : 0 < r < 1 -> 0 < 2 * r - r ^ 2 < 1.
Proof. intros H. split; nra. Qed.

Lemma divide_negative a b c d : b < 0 -> d < 0 -> a * d <= c * b -> a / b <= c / d.
Proof.
  intros Hb Hd H. apply Rmult_le_reg_r with (b * d); [nra|].
  replace (a / b * (b * d)) with (a * d) by (field; lra). replace (c / d * (b * d)) with (c * b) by (field; lra). assumption.
Qed.

Theorem p_MOM_8_e : Statements.MOM_8_e.
Proof.
  intros beta q r z H0 Hb0 Hb1 Hb Hq Hq1 HR. pose proof (root_positive beta r H0 Hb0 Hb1 Hb) as Hr.
  pose proof (peak_range r Hr) as PK. pose proof (ln_negative _ PK) as LK. pose proof (ln_negative _ Hr) as Lr.
  pose proof (ln_negative (1 - q) ltac:(lra)) as Lq.
  assert (Pz : 0 < z) by (destruct HR as [[_ ->]|[_ [_ K]]]; lra).
  split; [lra|split; [lra|split; [assumption|split; [lra|split; [lra|split; [lra|]]]]]].
  destruct HR as [[K ->]|[E [K Hz]]].
  - apply divide_negative; try assumption.
    assert (L : ln (1 - q) <= ln (2 * r - r ^ 2)) by (apply ln_le; lra). nra.
  - destruct (slow_root beta r Hr Hb q z Hq Hz E) as [Z1 D]. rewrite D, <- (descent_r beta r Hr Hb).
    destruct Hz as [Hz| <-]; [|lra]. left. apply (speed_falls beta r Hr Hb); lra.
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
  intros beta q r z H0 Hb0 Hb1 Hb Hq Hq1 HR.
  destruct (p_MOM_8_e beta q r z H0 Hb0 Hb1 Hb Hq Hq1 HR) as [A1 [A2 [A3 [A4 [A5 [A6 A7]]]]]].
  split; [assumption|split; [assumption|split; [assumption|split; [lra|]]]].
  pose proof (root_positive beta r H0 Hb0 Hb1 Hb) as Hr. eapply Rle_lt_trans; [exact A7|].
  pose proof (twice r Hr) as T. pose proof (ln_negative _ (peak_range r Hr)) as LK.
  assert (E : ln (2 * r - r ^ 2) = ln r + ln (2 - r)) by (rewrite <- ln_mult by lra; f_equal; ring).
  set (l := ln (2 * r - r ^ 2)) in *. apply Rmult_lt_reg_r with ((1 - beta) * - l); [apply Rmult_lt_0_compat; lra|].
  replace (ln r / l * ((1 - beta) * - l)) with (- ((1 - beta) * ln r)) by (field; lra).
  replace (2 / (1 - beta) * ((1 - beta) * - l)) with (- (2 * l)) by (field; lra). rewrite Hb. lra.
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
  intros beta q r H0 Hb0 Hb1 Hb Hq1 Hq2. split.
  - intros H. unfold Rabs in H. destruct (Rcase_abs (q - 1)); [right|left]; lra.
  - intros [H|H]; unfold Rabs; destruct (Rcase_abs (q - 1)); lra.
Qed.

Theorem p_MOM_8_b : Statements.MOM_8_b.
Proof.
  intros beta Hb0 Hb1. set (m := 1 - beta). assert (Hm : 0 < m < 1) by (unfold m; lra).
  set (delta := m ^ 2 / 8). assert (Dp : 0 < delta) by (unfold delta; nra). assert (D8 : delta <= m / 8) by (unfold delta; nra).
  set (root := fun q => 1 / 2 + beta / 2 + sqrt ((1 + beta - q) ^ 2 - 4 * beta) / 2 - q / 2).
  assert (Disc : forall q, 0 < q < delta -> (m / 2) ^ 2 <= (1 + beta - q) ^ 2 - 4 * beta).
  { intros q Hq. unfold delta, m in *. nra. }
  assert (Root : forall q, 0 < q < delta -> (1 + beta) / 2 <= root q /\ (1 - root q) * (root q - beta) = q * root q).
  { intros q Hq. pose proof (Disc q Hq) as D. assert (S1 : m / 2 <= sqrt ((1 + beta - q) ^ 2 - 4 * beta)).
    { rewrite <- (sqrt_pow2 (m / 2)) by lra. now apply sqrt_le_1_alt. }
    assert (S2 : sqrt ((1 + beta - q) ^ 2 - 4 * beta) * sqrt ((1 + beta - q) ^ 2 - 4 * beta) = (1 + beta - q) ^ 2 - 4 * beta).
    { apply sqrt_sqrt. pose proof (pow2_ge_0 (m / 2)). lra. }
    unfold root. set (s := sqrt ((1 + beta - q) ^ 2 - 4 * beta)) in *. split; [lra|].
    assert (s * s / 4 = ((1 + beta - q) ^ 2 - 4 * beta) / 4) by (rewrite S2; reflexivity). lra. }
  assert (Lq : forall q, 0 < q < delta -> ln (1 - q) < 0) by (intros q Hq; apply ln_negative; lra).
  split; [lra|split; [|split; [|split; [|split]]]].
  - apply (at_right_from delta); [assumption|]. intros q Hq. lra.
  - apply (at_right_from delta); [assumption|]. intros q Hq. specialize (Lq q Hq). lra.
  - apply (at_right_from delta); [assumption|]. intros q Hq. pose proof (Disc q Hq). pose proof (pow2_ge_0 (m / 2)). lra.
  - apply (at_right_from delta); [assumption|]. intros q Hq. destruct (Root q Hq) as [R _]. change (0 < root q). lra.
  - set (C := 2 * (12 / m ^ 2 + 2) / m). assert (C0 : 0 <= C).
    { unfold C. apply Rdiv_le_0_compat; [|lra]. assert (0 <= 12 / m ^ 2) by (apply Rdiv_le_0_compat; [lra|apply pow_lt; lra]). lra. }
    apply (lim_right _ _ C delta); [assumption|assumption|]. intros q Hq. destruct (Root q Hq) as [R1 R2].
    change (Rabs (ln (root q) / ln (1 - q) - 1 / m) <= C * q). set (z := root q) in *.
    assert (Zb : m / 2 <= z - beta) by (unfold m; lra).
    set (d := 1 - z). assert (Z1 : 0 < q * z) by (apply Rmult_lt_0_compat; lra).
    assert (d0 : 0 < d) by (unfold d; destruct (Rlt_dec z 1); [lra|exfalso; nra]).
    assert (dm : m * d <= 2 * q).
    { unfold d in *. assert (m / 2 * (1 - z) <= (z - beta) * (1 - z)) by (apply Rmult_le_compat_r; lra). assert (q * z <= q * 1) by (apply Rmult_le_compat_l; lra). lra. }
    assert (md : Rabs (m * d - q) <= 4 * q ^ 2 / m ^ 2).
    { (* m d - q = (d - q) d, from the equation of the root *)
      assert (Id : (m - d) * d = q * (1 - d)) by (unfold d, m; rewrite <- (Rmult_comm (1 - z)); replace (1 - beta - (1 - z)) with (z - beta) by ring; rewrite (Rmult_comm (1 - z)), Rmult_comm, R2; ring).
      replace (m * d - q) with ((d - q) * d) by lra.
      assert (B : 0 <= d - q <= d).
      { split; [|lra]. unfold d, m in *. assert (q * z = (1 - z) * (z - beta)) by lra. nra. }
      rewrite Rabs_right by (apply Rle_ge, Rmult_le_pos; lra).
      apply Rle_trans with (d * d); [apply Rmult_le_compat_r; lra|].
      apply Rmult_le_reg_r with (m ^ 2); [apply pow_lt; lra|]. replace (4 * q ^ 2 / m ^ 2 * m ^ 2) with ((2 * q) * (2 * q)) by (field; lra).
      replace (d * d * m ^ 2) with ((m * d) * (m * d)) by ring. apply Rmult_le_compat; try assumption; apply Rmult_le_pos; lra. }
    assert (dq : d ^ 2 <= 4 * q ^ 2 / m ^ 2).
    { apply Rmult_le_reg_r with (m ^ 2); [apply pow_lt; lra|]. replace (4 * q ^ 2 / m ^ 2 * m ^ 2) with ((2 * q) * (2 * q)) by (field; lra).
      replace (d ^ 2 * m ^ 2) with ((m * d) * (m * d)) by ring. apply Rmult_le_compat; try assumption; apply Rmult_le_pos; lra. }
    assert (dh : d <= 1 / 2). { apply Rmult_le_reg_l with m; [lra|]. unfold delta in Hq. nra. }
    pose proof (ln_near (- d) ltac:(rewrite Rabs_Ropp, Rabs_right; lra)) as E1.
    pose proof (ln_near (- q) ltac:(rewrite Rabs_Ropp, Rabs_right; lra)) as E2.
    replace (1 + - d) with z in E1 by (unfold d; ring). replace (1 + - q) with (1 - q) in E2 by ring.
    specialize (Lq q Hq). set (l1 := ln z) in *. set (l2 := ln (1 - q)) in *.
    replace ((- d) ^ 2) with (d ^ 2) in E1 by ring. replace ((- q) ^ 2) with (q ^ 2) in E2 by ring.
    set (Q := q ^ 2 / m ^ 2) in *. replace (4 * q ^ 2 / m ^ 2) with (4 * Q) in * by (unfold Q; field; lra).
    apply Rabs_le_between in E1. apply Rabs_le_between in E2. apply Rabs_le_between in md.
    assert (q2 : 2 * q ^ 2 <= q / 2) by nra.
    assert (L2 : l2 <= - (q / 2)) by lra.
    assert (Num : Rabs (m * l1 - l2) <= 12 * Q + 2 * q ^ 2).
    { replace (m * l1 - l2) with (- (m * d - q) + m * (l1 - - d) - (l2 - - q)) by ring.
      assert (A : Rabs (m * (l1 - - d)) <= 1 * (2 * d ^ 2)) by (rewrite Rabs_mult; apply Rmult_le_compat; try apply Rabs_pos; [rewrite Rabs_right; lra|apply Rabs_le; lra]).
      apply Rabs_le_between in A. apply Rabs_le. split; lra. }
    replace (l1 / l2 - 1 / m) with ((m * l1 - l2) / (m * l2)) by (field; lra).
    assert (Dn : m * l2 < 0) by nra.
    rewrite Rabs_div, (Rabs_left (m * l2)) by lra.
    apply Rmult_le_reg_r with (- (m * l2)); [lra|].
    unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. eapply Rle_trans; [exact Num|].
    replace (12 * Q + 2 * q ^ 2) with (C * q * (m * (q / 2))) by (unfold C, Q; field; lra).
    apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|]. nra.
Qed.

(* ---- the best parameters ---- *)

Definition polynomial (p beta : R) (z : C) : Prop := Cplus (Cplus (Cmult (RtoC p) z) (Cmult z z)) (RtoC beta) = RtoC 0.

Lemma polynomial_parts p beta x y : polynomial p beta (x, y) <-> p * x + (x * x - y * y) + beta = 0 /\ y * (p + 2 * x) = 0.
Proof.
  unfold polynomial, Cplus, Cmult, RtoC; simpl. split.
  - intros E. injection E as E1 E2. split; lra.
  - intros [E1 E2]. f_equal; lra.
Qed.

Lemma Cmod_real x : Cmod (x, 0) = Rabs x.
Proof. change (x, 0) with (RtoC x). apply Cmod_R. Qed.

(* all roots within r: what that asks of the coefficients *)
Lemma roots_within p beta r : 0 <= r -> (forall z, polynomial p beta z -> Cmod z <= r) ->
  beta <= r * r /\ 0 <= r * r + p * r + beta /\ 0 <= r * r - p * r + beta.
Proof.
  intros Hr H. destruct (Rle_lt_dec 0 (p * p - 4 * beta)) as [D|D].
  - set (s := sqrt (p * p - 4 * beta)). assert (S2 : s * s = p * p - 4 * beta) by now apply sqrt_sqrt.
    assert (A : forall e, e * e = 1 -> Rabs ((- p + e * s) / 2) <= r).
    { intros e He. rewrite <- Cmod_real. apply H. apply polynomial_parts. split; [|ring].
      replace (p * ((- p + e * s) / 2) + ((- p + e * s) / 2 * ((- p + e * s) / 2) - 0 * 0) + beta) with ((e * e * (s * s) - p * p + 4 * beta) / 4) by field.
      rewrite He, S2. field. }
    pose proof (A 1 ltac:(lra)) as A1. pose proof (A (-1) ltac:(lra)) as A2.
    apply Rabs_le_between in A1. apply Rabs_le_between in A2.
    set (u := (- p + 1 * s) / 2) in *. set (v := (- p + -1 * s) / 2) in *.
    assert (Eb : beta = u * v) by (unfold u, v; replace ((- p + 1 * s) / 2 * ((- p + -1 * s) / 2)) with ((p * p - s * s) / 4) by field; rewrite S2; field).
    assert (Ep : p = - (u + v)) by (unfold u, v; field).
    rewrite Eb, Ep. split; [nra|]. split; nra.
  - set (s := sqrt (4 * beta - p * p)). assert (S2 : s * s = 4 * beta - p * p) by (apply sqrt_sqrt; lra).
    assert (M : Cmod (- p / 2, s / 2) <= r).
    { apply H, polynomial_parts. split; [|field].
      replace (p * (- p / 2) + (- p / 2 * (- p / 2) - s / 2 * (s / 2)) + beta) with ((- (p * p) - s * s + 4 * beta) / 4) by field. rewrite S2. field. }
    rewrite Cmod_parts in M. replace ((- p / 2) ^ 2 + (s / 2) ^ 2) with beta in M by (replace ((s / 2) ^ 2) with (s * s / 4) by field; rewrite S2; field).
    assert (B0 : 0 < beta) by nra. pose proof (sqrt_sqrt beta (Rlt_le _ _ B0)) as B. pose proof (sqrt_pos beta).
    split; [rewrite <- B; apply Rmult_le_compat; assumption|].
    pose proof (pow2_ge_0 (r + p / 2)). pose proof (pow2_ge_0 (r - p / 2)). split; lra.
Qed.

Theorem p_MOM_9_a : Statements.MOM_9_a.
Proof.
  intros alpha beta ell mu r Ha Hl Hm Hr Hle Rm Rl.
  assert (Sl : 0 < sqrt ell) by now apply sqrt_lt_R0. assert (Sm : 0 < sqrt mu) by now apply sqrt_lt_R0.
  pose proof (sqrt_sqrt ell (Rlt_le _ _ Hl)) as Ql. pose proof (sqrt_sqrt mu (Rlt_le _ _ Hm)) as Qm.
  assert (Slm : sqrt mu <= sqrt ell) by now apply sqrt_le_1_alt.
  set (l := sqrt ell) in *. set (m := sqrt mu) in *.
  apply Rmult_le_reg_r with (l + m); [lra|]. replace ((l - m) / (l + m) * (l + m)) with (l - m) by (field; lra).
  destruct (Rle_lt_dec 1 r) as [R1|R1]; [nra|].
  destruct (roots_within _ _ r Hr Rm) as [A1 [A2 _]]. destruct (roots_within _ _ r Hr Rl) as [_ [_ B3]].
  destruct (Req_dec r 0) as [->|N].
  - assert (b0 : beta = 0) by lra.
    assert (K : forall w, (forall z, polynomial (alpha * w - 1 - beta) beta z -> Cmod z <= 0) -> alpha * w = 1).
    { intros w Hw. assert (E : Cmod (1 - alpha * w, 0) <= 0) by (apply Hw, polynomial_parts; rewrite b0; split; ring).
      rewrite Cmod_real in E. apply Rabs_le_between in E. lra. }
    pose proof (K mu Rm). pose proof (K ell Rl). assert (ell = mu) by (apply Rmult_eq_reg_l with alpha; lra).
    assert (l = m) by (unfold l, m; now f_equal). lra.
  - assert (beta * (1 - r) <= r * r * (1 - r)) by (apply Rmult_le_compat_r; lra).
    assert (beta * (1 + r) <= r * r * (1 + r)) by (apply Rmult_le_compat_r; lra).
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

(* on the range of MOM-7 every root has the size sqrt beta *)
Lemma all_of_one_size q r z : 0 <= r -> (1 - r) ^ 2 <= q <= (1 + r) ^ 2 -> polynomial (q - 1 - r ^ 2) (r ^ 2) z -> Cmod z = r.
Proof.
  intros Hr Hq Hz. destruct z as [x y]. apply polynomial_parts in Hz. destruct Hz as [E1 E2]. rewrite Cmod_parts.
  replace (x ^ 2 + y ^ 2) with (r ^ 2); [now apply sqrt_pow2|].
  apply Rmult_integral in E2. destruct E2 as [->|E2].
  - assert (Disc : (q - 1 - r ^ 2) ^ 2 <= 4 * r ^ 2) by nra.
    assert (K : (2 * x + (q - 1 - r ^ 2)) ^ 2 = (q - 1 - r ^ 2) ^ 2 - 4 * r ^ 2) by lra.
    assert (Z : 2 * x + (q - 1 - r ^ 2) = 0) by (pose proof (pow2_ge_0 (2 * x + (q - 1 - r ^ 2))); nra).
    replace (q - 1 - r ^ 2) with (- (2 * x)) in E1 by lra. lra.
  - replace (q - 1 - r ^ 2) with (- (2 * x)) in E1 by lra. lra.
Qed.

Theorem p_MOM_9_b : Statements.MOM_9_b.
Proof.
  intros alpha beta ell lam mu Ha Hl Hlam Hm H1 H2 Ea Eb zeta Hz.
  assert (Sl : 0 < sqrt ell) by now apply sqrt_lt_R0. assert (Sm : 0 < sqrt mu) by now apply sqrt_lt_R0.
  pose proof (sqrt_sqrt ell (Rlt_le _ _ Hl)) as Ql. pose proof (sqrt_sqrt mu (Rlt_le _ _ Hm)) as Qm.
  assert (Slm : sqrt mu <= sqrt ell) by (apply sqrt_le_1_alt; lra).
  set (l := sqrt ell) in *. set (m := sqrt mu) in *. set (r := (l - m) / (l + m)).
  assert (Er : beta = r ^ 2) by (rewrite Eb; unfold r; field; lra). rewrite Er in Hz.
  assert (P : 0 < (l + m) ^ 2) by (apply pow_lt; lra).
  apply (all_of_one_size (alpha * lam) r zeta); [apply Rdiv_le_0_compat; lra| |exact Hz].
  assert (X1 : (1 - r) ^ 2 = alpha * mu) by (rewrite Ea, <- Qm; unfold r; field; lra).
  assert (X2 : (1 + r) ^ 2 = alpha * ell) by (rewrite Ea, <- Ql; unfold r; field; lra).
  rewrite X1, X2. split; apply Rmult_le_compat_l; lra.
Qed.

Theorem p_MOM_9_c : Statements.MOM_9_c.
Proof.
  intros alpha ell mu r Ha Hl Hm Hr Hle H1 H2. apply Rabs_le_between in H1. apply Rabs_le_between in H2.
  apply Rmult_le_reg_r with (ell + mu); [lra|]. replace ((ell - mu) / (ell + mu) * (ell + mu)) with (ell - mu) by (field; lra).
  apply Rmult_le_reg_l with alpha; [assumption|]. 
  assert ((1 - r) * (alpha * ell) <= (1 + r) * (alpha * mu)); [|lra].
  destruct (Rle_lt_dec 1 r) as [R1|R1].
  - assert (0 <= (r - 1) * (alpha * ell)) by (apply Rmult_le_pos; [lra|apply Rmult_le_pos; lra]). assert (0 <= (1 + r) * (alpha * mu)) by (repeat apply Rmult_le_pos; lra). lra.
  - apply Rle_trans with ((1 - r) * (1 + r)); [apply Rmult_le_compat_l; lra|]. rewrite (Rmult_comm (1 - r)). apply Rmult_le_compat_l; lra.
Qed.

Theorem p_MOM_9_d : Statements.MOM_9_d.
Proof.
  intros alpha ell lam mu Ha Hl Hlam Hm H1 H2 E. rewrite E.
  replace (2 / (ell + mu) * lam - 1) with ((2 * lam - ell - mu) / (ell + mu)) by (field; lra).
  rewrite Rabs_div, (Rabs_right (ell + mu)) by lra. unfold Rdiv. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; lra|].
  apply Rabs_le. split; lra.
Qed.
