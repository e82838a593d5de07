(* FE-1 to FE-5, and MOM-10. *)
Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import Words Sequences Calculus Limits Solutions Taylor.
Require Statements.
Open Scope R_scope.

Theorem p_FE_1_a : Statements.FE_1_a.
Proof.
  intros a fs h n xs Hh. split; intros H.
  - replace (xs (S n)) with (xs n + h * ((xs (S n) - xs n) / h)) by (field; lra). rewrite H. ring.
  - rewrite H. field. lra.
Qed.

Theorem p_FE_1_b : Statements.FE_1_b.
Proof. intros beta z ->. split; intros; lra. Qed.

(* x' from the equation, at the edge too *)
Lemma slope_at a (f x : R -> R) (d : nat -> R -> R) : solves a f x -> cont_from 0 f ->
  (forall t, 0 <= t -> d 0%nat t = x t) -> (forall t, 0 < t -> is_derive (d 0%nat) t (d 1%nat t)) ->
  cont_from 0 (d 1%nat) -> forall t, 0 <= t -> d 1%nat t = f t - a * x t.
Proof.
  intros [Sx Dx] Cf E D C. apply to_the_edge; [assumption| |].
  - apply cont_from_minus; [assumption|apply cont_from_scal, (smooth_cont 0), Sx].
  - intros t Ht. rewrite <- (is_derive_unique _ _ _ (Dx t Ht)). symmetry. apply is_derive_unique.
    now apply (derive_from_smooth 0 x (d 0%nat)); auto.
Qed.

Lemma euler_defect a (f x : R -> R) (d : nat -> R -> R) t h : solves a f x -> cont_from 0 f ->
  (forall t, 0 <= t -> d 0%nat t = x t) -> (forall k t, (k < 2)%nat -> 0 < t -> is_derive (d k) t (d (S k) t)) ->
  (forall k, (k <= 2)%nat -> cont_from 0 (d k)) -> 0 <= t -> 0 < h ->
  exists xi, t < xi < t + h /\ x (t + h) - (1 - a * h) * x t - f t * h = d 2%nat xi * h ^ 2 / 2.
Proof.
  intros Hx Hf E D C Ht Hh. destruct (taylor 1 d t h Ht Hh) as [xi [Hxi T]].
  - intros j Hj. apply C. lia.
  - intros j u Hj Hu. apply D; [lia|assumption].
  - exists xi. split; [assumption|]. unfold poly in T. simpl in T.
    assert (S1 : d 1%nat t = f t - a * x t).
    { apply (slope_at a f x d); auto. }
    rewrite <- E by lra. rewrite T, S1, (E t Ht). simpl. field.
Qed.

Theorem p_FE_2_a : Statements.FE_2_a.
Proof.
  intros a f h t x Hh Ht Hx Hf Hs. apply smooth_cont in Hf.
  destruct (smooth_derivatives 2 0 x Hs) as [d [E [D [C N]]]].
  destruct (euler_defect a f x d t h) as [xi [Hxi T]]; auto.
  exists xi. split; [lra|split; [lra|]]. exists (d 2%nat xi). split; [apply N; [lia|lra]|].
  rewrite (Rplus_comm h t). assumption.
Qed.

Section Error.
Variables (M a beta h : R) (f x : R -> R) (xs : nat -> R).
Hypotheses (Hh : 0 < h) (Hx : solves a f x) (Hf : smooth 0 0 f) (Hb : beta = 1 - a * h)
  (Hs : forall n, xs (S n) = beta * xs n + f (INR n * h) * h) (H0 : xs 0%nat = x 0) (Sx : smooth 2 0 x)
  (HM : forall t, 0 <= t -> 0 < t -> exists D, nderiv 2 x t D /\ Rabs D <= M).

Lemma grid n : 0 <= INR n * h.
Proof. apply Rmult_le_pos; [apply pos_INR|lra]. Qed.

Lemma grid_next n : INR (S n) * h = INR n * h + h.
Proof. rewrite S_INR. ring. Qed.

Lemma euler_error n : Rabs (x (INR n * h) - xs n) <= M * h ^ 2 / 2 * psum (fun k => Rabs beta ^ k) n.
Proof.
  set (e := fun n => x (INR n * h) - xs n).
  apply (bound_from_rest beta (M * h ^ 2 / 2) e (fun n => e (S n) - beta * e n)).
  - intros; ring.
  - unfold e. rewrite H0. simpl INR. rewrite Rmult_0_l. ring.
  - intros k. destruct (smooth_derivatives 2 0 x Sx) as [d [E [D [C N]]]].
    destruct (euler_defect a f x d (INR k * h) h) as [xi [Hxi T]]; auto using grid; [now apply (smooth_cont 0)|].
    pose proof (grid k) as G. replace (e (S k) - beta * e k) with (d 2%nat xi * h ^ 2 / 2).
    + destruct (HM xi) as [v [Nv Bv]]; [lra|lra|].
      rewrite (nderiv_unique 2 x xi (d 2%nat xi) v (N 2%nat xi (le_n 2) ltac:(lra)) Nv).
      unfold Rdiv. rewrite !Rabs_mult, (Rabs_right (h ^ 2)), (Rabs_right (/ 2)) by (try lra; apply Rle_ge, pow2_ge_0).
      apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_r; [apply pow2_ge_0|assumption].
    + rewrite <- T. unfold e. rewrite grid_next, Hs, Hb. ring.
Qed.
End Error.

Theorem p_FE_3_a : Statements.FE_3_a.
Proof.
  intros M a beta f h n x xs HM0 Hh Hx Hf Hb Hs H0 Sx HM Hn. split; [lra|].
  eapply Rle_trans; [apply (euler_error M a beta h f x xs); assumption|].
  rewrite psum_geom_div by assumption. right. field. lra.
Qed.

Theorem p_FE_3_b : Statements.FE_3_b.
Proof.
  intros M a beta f h n x xs HM0 Hh Hx Hf Hb Hs H0 Sx HM Hn. split; [lra|].
  eapply Rle_trans; [apply (euler_error M a beta h f x xs); assumption|].
  rewrite psum_geom_div by lra.
  replace (M * h ^ 2 / (2 - 2 * Rabs beta)) with (M * h ^ 2 / 2 / (1 - Rabs beta)) by (field; lra).
  eapply Rle_trans; [|apply (share_le beta (M * h ^ 2 / 2) n Hn)]; [right; field; lra|].
  apply Rdiv_le_0_compat; [apply Rmult_le_pos; [assumption|apply pow2_ge_0]|lra].
Qed.

Theorem p_FE_3_c : Statements.FE_3_c.
Proof.
  intros M a beta f h n x xs HM0 Hh Hx Hf Hb Hs H0 Sx HM Ha Hn. split; [exact Ha|].
  assert (P : a * h <> 0) by (apply Rmult_integral_contrapositive; split; [exact Ha|lra]).
  eapply Rle_trans; [apply (euler_error M a beta h f x xs); assumption|].
  rewrite (Rabs_right beta) by lra. rewrite psum_geom_div by (intros E; apply P; lra).
  right. replace (1 - beta) with (a * h) by lra. field. split; [exact Ha|lra].
Qed.

Theorem p_FE_4_a : Statements.FE_4_a.
Proof.
  intros a e t x Ht Sx [Se De] E0.
  destruct (smooth_derivatives 2 0 x Sx) as [d [E [D [C N]]]].
  assert (S : solves a (fun s => - d 2%nat s / 2) e).
  { split; [assumption|]. intros s Hs. destruct (De s Hs) as [v [Nv Dv]].
    rewrite (nderiv_unique 2 x s (d 2%nat s) v (N 2%nat s (le_n 2) Hs) Nv). assumption. }
  assert (Cf : cont_from 0 (fun s => - d 2%nat s / 2)).
  { apply (cont_from_ext 0 (fun s => (- / 2) * d 2%nat s)); [intros; field|apply cont_from_scal, C; lia]. }
  exists (d 2%nat). split; [|split].
  - intros s. rewrite Rmin_left, Rmax_right by lra. intros Hs. apply N; [lia|lra].
  - apply (ex_RInt_ext (fun s => exp (- ((t - s) * a)) * (- d 2%nat s / 2))); [intros; in_R; field|]. now apply ex_memory.
  - rewrite (duhamel_formula a _ e Cf S t Ht), E0, Rmult_0_r, Rplus_0_r. apply RInt_ext. intros s _. in_R. field.
Qed.

Theorem p_FE_4_b : Statements.FE_4_b.
Proof.
  intros a e1 e2 t x Ht Sx Se [S2 D2] E0.
  destruct (smooth_derivatives 3 0 x Sx) as [d [E [D [C N]]]].
  destruct (smooth_derivatives 2 0 e1 Se) as [g [E' [D' [C' N']]]].
  assert (S : solves a (fun s => - g 2%nat s / 2 - d 3%nat s / 6) e2).
  { split; [assumption|]. intros s Hs. destruct (D2 s Hs) as [v [w [Nv [Nw Dv]]]].
    rewrite (nderiv_unique 3 x s (d 3%nat s) w (N 3%nat s (le_n 3) Hs) Nw), (nderiv_unique 2 e1 s (g 2%nat s) v (N' 2%nat s (le_n 2) Hs) Nv). assumption. }
  assert (Cf : cont_from 0 (fun s => - g 2%nat s / 2 - d 3%nat s / 6)).
  { apply (cont_from_ext 0 (fun s => (- / 2) * g 2%nat s + (- / 6) * d 3%nat s)); [intros; field|].
    apply cont_from_plus; apply cont_from_scal; [apply C'; lia|apply C; lia]. }
  exists (g 2%nat), (d 3%nat). split; [|split; [|split]].
  - intros s. rewrite Rmin_left, Rmax_right by lra. intros Hs. apply N'; [lia|lra].
  - intros s. rewrite Rmin_left, Rmax_right by lra. intros Hs. apply N; [lia|lra].
  - apply (ex_RInt_ext (fun s => exp (- ((t - s) * a)) * (- g 2%nat s / 2 - d 3%nat s / 6))); [intros; in_R; ring|]. now apply ex_memory.
  - rewrite (duhamel_formula a _ e2 Cf S t Ht), E0, Rmult_0_r, Rplus_0_r. apply RInt_ext. intros s _. in_R. ring.
Qed.

Section Expansion.
Variables (E13 E22 X4 a beta h : R) (e1 e2 f x : R -> R) (xs : nat -> R).
Hypotheses (Hh : 0 < h) (Hx : solves a f x) (Hf : smooth 0 0 f) (Hb : beta = 1 - a * h)
  (Hs : forall n, xs (S n) = beta * xs n + f (INR n * h) * h) (H0 : xs 0%nat = x 0)
  (H1 : smooth 0 0 e1 /\ (forall t, 0 < t -> exists D, nderiv 2 x t D /\ is_derive e1 t (- D / 2 - a * e1 t)))
  (Z1 : e1 0 = 0)
  (H2 : smooth 0 0 e2 /\ (forall t, 0 < t -> exists D D', nderiv 2 e1 t D /\ nderiv 3 x t D' /\ is_derive e2 t (- D / 2 - D' / 6 - a * e2 t)))
  (Z2 : e2 0 = 0) (Sx : smooth 4 0 x) (S1 : smooth 3 0 e1) (S2 : smooth 2 0 e2)
  (BX : forall t, 0 <= t -> 0 < t -> exists D, nderiv 4 x t D /\ Rabs D <= X4)
  (B1 : forall t, 0 <= t -> 0 < t -> exists D, nderiv 3 e1 t D /\ Rabs D <= E13)
  (B2 : forall t, 0 <= t -> 0 < t -> exists D, nderiv 2 e2 t D /\ Rabs D <= E22).

Lemma residual t : 0 <= t ->
  Rabs ((x (t + h) + h * e1 (t + h) + h ^ 2 * e2 (t + h)) - beta * (x t + h * e1 t + h ^ 2 * e2 t) - f t * h)
    <= (E13 / 6 + E22 / 2 + X4 / 24) * h ^ 4.
Proof.
  intros Ht. pose proof (smooth_cont _ _ _ Hf) as Cf.
  destruct (smooth_derivatives 4 0 x Sx) as [dx [Ex [Dx [Cx Nx]]]].
  destruct (smooth_derivatives 3 0 e1 S1) as [du [Eu [Du [Cu Nu]]]].
  destruct (smooth_derivatives 2 0 e2 S2) as [dv [Ev [Dv [Cv Nv]]]].
  assert (Ox : forall s, 0 <= s -> dx 1%nat s = f s - a * x s).
  { apply (slope_at a f x dx); [assumption|assumption|assumption| |apply Cx; lia]. intros s Hs'; apply Dx; [lia|assumption]. }
  assert (Ou : forall s, 0 <= s -> du 1%nat s = - dx 2%nat s / 2 - a * e1 s).
  { apply (slope_at a (fun s => - dx 2%nat s / 2) e1 du).
    - split; [apply H1|]. intros s Hs'. destruct (proj2 H1 s Hs') as [D [ND DD]].
      rewrite (nderiv_unique 2 x s (dx 2%nat s) D (Nx 2%nat s ltac:(lia) Hs') ND). assumption.
    - apply (cont_from_ext 0 (fun s => (- / 2) * dx 2%nat s)); [intros; field|apply cont_from_scal, Cx; lia].
    - assumption.
    - intros s Hs'; apply Du; [lia|assumption].
    - apply Cu; lia. }
  assert (Ov : forall s, 0 <= s -> dv 1%nat s = (- du 2%nat s / 2 - dx 3%nat s / 6) - a * e2 s).
  { apply (slope_at a (fun s => - du 2%nat s / 2 - dx 3%nat s / 6) e2 dv).
    - split; [apply H2|]. intros s Hs'. destruct (proj2 H2 s Hs') as [D [D' [ND [ND' DD]]]].
      rewrite (nderiv_unique 2 e1 s (du 2%nat s) D (Nu 2%nat s ltac:(lia) Hs') ND), (nderiv_unique 3 x s (dx 3%nat s) D' (Nx 3%nat s ltac:(lia) Hs') ND'). assumption.
    - apply (cont_from_ext 0 (fun s => (- / 2) * du 2%nat s + (- / 6) * dx 3%nat s)); [intros; field|].
      apply cont_from_plus; apply cont_from_scal; [apply Cu; lia|apply Cx; lia].
    - assumption.
    - intros s Hs'; apply Dv; [lia|assumption].
    - apply Cv; lia. }
  destruct (taylor 3 dx t h Ht Hh) as [p [Hp Tx]]; [intros; apply Cx; lia|intros; apply Dx; [lia|assumption]|].
  destruct (taylor 2 du t h Ht Hh) as [q [Hq Tu]]; [intros; apply Cu; lia|intros; apply Du; [lia|assumption]|].
  destruct (taylor 1 dv t h Ht Hh) as [r [Hr Tv]]; [intros; apply Cv; lia|intros; apply Dv; [lia|assumption]|].
  assert (th : 0 <= t + h) by lra.
  rewrite <- (Ex _ th), <- (Eu _ th), <- (Ev _ th), Tx, Tu, Tv. unfold poly. simpl psum. simpl fact.
  rewrite (Ox t Ht), (Ou t Ht), (Ov t Ht), (Ex t Ht), (Eu t Ht), (Ev t Ht).
  replace (INR 24) with 24 by (simpl; ring). replace (INR 6) with 6 by (simpl; ring). replace (INR 2) with 2 by (simpl; ring). replace (INR 1) with 1 by reflexivity.
  rewrite Hb.
  match goal with |- Rabs ?u <= _ => replace u with ((dx 4%nat p / 24 + du 3%nat q / 6 + dv 2%nat r / 2) * h ^ 4) by field end.
  rewrite Rabs_mult, (Rabs_right (h ^ 4)) by (apply Rle_ge, pow_le; lra).
  apply Rmult_le_compat_r; [apply pow_le; lra|].
  destruct (BX p) as [Dp [Np Bp]]; [lra|lra|]. destruct (B1 q) as [Dq [Nq Bq]]; [lra|lra|]. destruct (B2 r) as [Dr [Nr Br]]; [lra|lra|].
  rewrite (nderiv_unique 4 x p (dx 4%nat p) Dp (Nx 4%nat p ltac:(lia) ltac:(lra)) Np),
    (nderiv_unique 3 e1 q (du 3%nat q) Dq (Nu 3%nat q ltac:(lia) ltac:(lra)) Nq),
    (nderiv_unique 2 e2 r (dv 2%nat r) Dr (Nv 2%nat r ltac:(lia) ltac:(lra)) Nr).
  apply Rabs_le_between in Bp. apply Rabs_le_between in Bq. apply Rabs_le_between in Br. apply Rabs_le. split; lra.
Qed.

Lemma expansion_error n :
  Rabs (e1 (INR n * h) * h + e2 (INR n * h) * h ^ 2 + x (INR n * h) - xs n) <=
    (E13 / 6 + E22 / 2 + X4 / 24) * h ^ 4 * psum (fun k => Rabs beta ^ k) n.
Proof.
  set (r := fun n => e1 (INR n * h) * h + e2 (INR n * h) * h ^ 2 + x (INR n * h) - xs n).
  apply (bound_from_rest beta _ r (fun n => r (S n) - beta * r n)).
  - intros; ring.
  - unfold r. rewrite H0. simpl INR. rewrite Rmult_0_l, Z1, Z2. ring.
  - intros k. assert (G : 0 <= INR k * h) by (apply Rmult_le_pos; [apply pos_INR|lra]).
    pose proof (residual (INR k * h) G) as B. unfold r. rewrite Hs, S_INR.
    replace ((INR k + 1) * h) with (INR k * h + h) by ring.
    match goal with B : Rabs ?v <= _ |- Rabs ?u <= _ => replace u with v by ring end. assumption.
Qed.
End Expansion.

Theorem p_FE_4_c : Statements.FE_4_c.
Proof.
  intros E13 E22 X4 a beta e1 e2 f h n x xs P1 P2 P3 Hh Hx Hf Hb Hs H0 H1 Z1 H2 Z2 Sx S1 S2 BX B1 B2 Hn. split; [lra|].
  eapply Rle_trans; [apply (expansion_error E13 E22 X4 a beta h e1 e2 f x xs); assumption|].
  rewrite psum_geom_div by assumption. right. field. lra.
Qed.

Theorem p_FE_4_d : Statements.FE_4_d.
Proof.
  intros E13 E22 X4 a beta e1 e2 f h n x xs P1 P2 P3 Hh Ha Hx Hf Hb Hs H0 H1 Z1 H2 Z2 Sx S1 S2 BX B1 B2 Hn. split; [lra|].
  assert (P : 0 < a * h) by now apply Rmult_lt_0_compat.
  eapply Rle_trans; [apply (expansion_error E13 E22 X4 a beta h e1 e2 f x xs); assumption|].
  rewrite (Rabs_right beta), psum_geom_div by lra.
  set (K := E13 / 6 + E22 / 2 + X4 / 24). assert (K0 : 0 <= K) by (unfold K; lra).
  replace (K * h ^ 3 / a) with (K * h ^ 4 * (1 / (1 - beta))) by (rewrite Hb; field; lra).
  apply Rmult_le_compat_l; [apply Rmult_le_pos; [assumption|apply pow_le; lra]|].
  unfold Rdiv. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; lra|].
  assert (0 <= beta ^ n) by (apply pow_le; lra). lra.
Qed.

(* ---- the observed order ---- *)

Section Order.
Variables (K R1 : R) (p : R -> R) (q1 q2 : R) (rho : R -> R).
Hypotheses (HK : 0 <= K) (Hq : q1 <> 0) (Hp : forall h, 0 < h -> p h = h * q1 + h ^ 2 * q2 + rho h)
  (Hr : forall h, 0 < h -> h < R1 -> Rabs (rho h) <= K * h ^ 3).

(* p is h q1 times a number whose logarithm is kappa h but for h^2 *)
Lemma order_near h : 0 < h -> h < R1 -> 4 * (1 + K / Rabs q1 + Rabs (q2 / q1)) * h <= 1 ->
  exists v, p h = h * q1 * (1 + v) /\ 0 < 1 + v /\
    Rabs (ln (1 + v) - q2 / q1 * h) <= (2 * (K / Rabs q1) + 4 * (q2 / q1) ^ 2) * h ^ 2.
Proof.
  intros Hh HR HB. pose proof (Rabs_pos_lt q1 Hq) as Q. set (kappa := q2 / q1) in *. set (C := K / Rabs q1) in *.
  assert (C0 : 0 <= C) by (apply Rdiv_le_0_compat; lra). pose proof (Rabs_pos kappa) as A0.
  set (v := p h / (h * q1) - 1). exists v. split; [unfold v; field; lra|].
  assert (U : Rabs (v - kappa * h) <= C * h ^ 2).
  { unfold v, kappa. rewrite Hp by lra.
    replace ((h * q1 + h ^ 2 * q2 + rho h) / (h * q1) - 1 - q2 / q1 * h) with (rho h * / (h * q1)) by (field; lra).
    rewrite Rabs_mult, Rabs_inv, Rabs_mult, (Rabs_right h) by lra.
    replace (C * h ^ 2) with (K * h ^ 3 * / (h * Rabs q1)) by (unfold C; field; lra).
    apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, Rmult_lt_0_compat; lra|apply Hr; lra]. }
  assert (0 <= C * h) by (apply Rmult_le_pos; lra). assert (0 <= Rabs kappa * h) by (apply Rmult_le_pos; lra).
  assert (Ch : C * h ^ 2 <= 1 / 16) by (replace (C * h ^ 2) with (C * h * h) by ring; nra).
  assert (Kh : Rabs (kappa * h) <= 1 / 4) by (rewrite Rabs_mult, (Rabs_right h); lra).
  set (w := v - kappa * h) in *. assert (V : Rabs v <= 1 / 2).
  { replace v with (kappa * h + w) by (unfold w; ring). eapply Rle_trans; [apply Rabs_triang|lra]. }
  split; [apply Rabs_le_between in V; lra|].
  assert (C2 : 0 <= C * h ^ 2) by (apply Rmult_le_pos; [assumption|apply pow2_ge_0]).
  assert (W2 : w ^ 2 <= C * h ^ 2 * (1 / 16)).
  { rewrite <- (pow2_abs w). replace (Rabs w ^ 2) with (Rabs w * Rabs w) by ring. apply Rmult_le_compat; try apply Rabs_pos; lra. }
  assert (V2 : v ^ 2 <= 2 * (kappa ^ 2 * h ^ 2) + 2 * w ^ 2).
  { replace v with (kappa * h + w) by (unfold w; ring). pose proof (pow2_ge_0 (kappa * h - w)). lra. }
  replace (ln (1 + v) - kappa * h) with ((ln (1 + v) - v) + w) by (unfold w; ring).
  eapply Rle_trans; [apply Rabs_triang|]. pose proof (ln_near v V). lra.
Qed.

Lemma observed h : 0 < h -> h < R1 -> 4 * (1 + K / Rabs q1 + Rabs (q2 / q1)) * h <= 1 ->
  p (h / 2) <> 0 /\ 0 < Rabs (p h / p (h / 2)) /\
  Rabs ((ln (Rabs (p h / p (h / 2))) / ln 2 - 1) / h - q2 / (2 * ln 2 * q1)) <= (5 * K / (2 * Rabs q1) + 5 * q2 ^ 2 / q1 ^ 2) * h / ln 2.
Proof.
  intros Hh HR HB. pose proof (Rabs_pos_lt q1 Hq) as Q.
  assert (HB2 : 4 * (1 + K / Rabs q1 + Rabs (q2 / q1)) * (h / 2) <= 1) by lra.
  destruct (order_near h Hh HR HB) as [u [E1 [P1 N1]]]. destruct (order_near (h / 2) ltac:(lra) ltac:(lra) HB2) as [v [E2 [P2 N2]]].
  assert (L2 : 0 < ln 2) by (rewrite <- ln_1; apply ln_increasing; lra).
  assert (E : Rabs (p h / p (h / 2)) = 2 * ((1 + u) / (1 + v))).
  { rewrite E1, E2. replace (h * q1 * (1 + u) / (h / 2 * q1 * (1 + v))) with (2 * ((1 + u) / (1 + v))) by (field; lra).
    apply Rabs_right, Rle_ge, Rmult_le_pos; [lra|]. apply Rlt_le, Rdiv_lt_0_compat; assumption. }
  assert (P : 0 < (1 + u) / (1 + v)) by now apply Rdiv_lt_0_compat.
  split; [|split].
  - rewrite E2. apply Rmult_integral_contrapositive_currified; [apply Rmult_integral_contrapositive_currified; lra|lra].
  - rewrite E. lra.
  - rewrite E, ln_mult by lra. unfold Rdiv at 3. rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; lra).
    set (l1 := ln (1 + u)) in *. set (l2 := ln (1 + v)) in *. set (kappa := q2 / q1) in *.
    replace (((ln 2 + (l1 + - l2)) / ln 2 - 1) / h - q2 / (2 * ln 2 * q1)) with (((l1 - kappa * h) - (l2 - kappa * (h / 2))) * / (ln 2 * h)) by (unfold kappa; field; lra).
    rewrite Rabs_mult, (Rabs_right (/ (ln 2 * h))) by (apply Rle_ge, Rlt_le, Rinv_0_lt_compat, Rmult_lt_0_compat; lra).
    replace ((5 * K / (2 * Rabs q1) + 5 * q2 ^ 2 / q1 ^ 2) * h / ln 2) with
      ((2 * (K / Rabs q1) + 4 * kappa ^ 2) * (h ^ 2 + (h / 2) ^ 2) * / (ln 2 * h)) by (unfold kappa; field; lra).
    apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, Rmult_lt_0_compat; lra|].
    unfold Rminus at 1. eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. lra.
Qed.
End Order.

Theorem p_FE_5_a : Statements.FE_5_a.
Proof.
  intros K R1 p q1 q2 rho HK _ Hq Hp Hr HR. pose proof (Rabs_pos_lt q1 Hq) as Q.
  assert (B1 : 0 < 4 * (1 + K / Rabs q1 + Rabs (q2 / q1))).
  { pose proof (Rabs_pos (q2 / q1)). assert (0 <= K / Rabs q1) by (apply Rdiv_le_0_compat; lra). lra. }
  pose proof (observed K R1 p q1 q2 rho HK Hq Hp Hr) as O. set (B := 4 * (1 + K / Rabs q1 + Rabs (q2 / q1))) in *.
  set (delta := Rmin R1 (1 / B)). assert (D : 0 < delta) by (apply Rmin_pos; [assumption|now apply Rdiv_lt_0_compat; lra]).
  assert (I : forall h, 0 < h < delta -> h < R1 /\ B * h <= 1).
  { intros h Hh. assert (delta <= R1) by apply Rmin_l. assert (delta <= 1 / B) by apply Rmin_r. split; [lra|].
    apply Rle_trans with (B * (1 / B)); [apply Rmult_le_compat_l; lra|right; field; lra]. }
  split; [assumption|split; [|split]].
  - apply (at_right_from delta); [assumption|]. intros h Hh. destruct (I h Hh). now apply O.
  - apply (at_right_from delta); [assumption|]. intros h Hh. destruct (I h Hh). now apply O.
  - assert (L2 : 0 < ln 2) by (rewrite <- ln_1; apply ln_increasing; lra).
    apply (lim_right _ _ ((5 * K / (2 * Rabs q1) + 5 * q2 ^ 2 / q1 ^ 2) / ln 2) delta); [assumption| |].
    + apply Rdiv_le_0_compat; [|assumption]. apply Rplus_le_le_0_compat; apply Rdiv_le_0_compat; try lra.
      * pose proof (pow2_ge_0 q2). lra.
      * rewrite <- (pow2_abs q1). now apply pow_lt.
    + intros h Hh. destruct (I h Hh). destruct (O h) as [_ [_ A]]; [lra|assumption|assumption|].
      eapply Rle_trans; [exact A|]. right. unfold Rdiv. ring.
Qed.

Theorem p_FE_5_b : Statements.FE_5_b.
Proof.
  intros K R1 h p q1 q2 rho HK _ Hh Hq Hp Hr HR. pose proof (Rabs_no_R0 q1 Hq) as N.
  split; [assumption|split; [assumption|]]. intros HB.
  destruct (observed K R1 p q1 q2 rho HK Hq Hp Hr h Hh HR HB) as [A1 [A2 A3]].
  split; [assumption|split; [assumption|split; [assumption|split; [assumption|]]]]. now rewrite Rabs_minus_sym.
Qed.

Lemma known_sizes A r q : Rabs (A - Rabs q) <= r -> A - r <= Rabs q <= A + r.
Proof. intros H. apply Rabs_le_between in H. lra. Qed.

Theorem p_FE_5_c : Statements.FE_5_c.
Proof.
  intros A1 A2 R1 R2 q1 q2 HA1 HA2 HR1 HR2 H1 H2 H. apply known_sizes in H1. apply known_sizes in H2.
  assert (N : q2 <> 0) by (intros ->; rewrite Rabs_R0 in H2; lra).
  split; [assumption|split; [lra|]]. pose proof (Rabs_pos q1). rewrite Rabs_div by assumption.
  apply Rmult_le_compat; [lra|left; apply Rinv_0_lt_compat; lra|lra|apply Rinv_le_contravar; lra].
Qed.

Theorem p_FE_5_d : Statements.FE_5_d.
Proof.
  intros A1 A2 R1 R2 q1 q2 HA1 HA2 HR1 HR2 H1 H2 H. apply known_sizes in H1. apply known_sizes in H2.
  assert (N : q2 <> 0) by (intros ->; rewrite Rabs_R0 in H2; lra).
  split; [lra|split; [assumption|]]. pose proof (Rabs_pos q1). rewrite Rabs_div by assumption.
  eapply Rle_trans with (Rabs q1 / (A2 + R2)).
  - apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; lra|lra].
  - apply Rmult_le_compat_l; [lra|]. apply Rinv_le_contravar; lra.
Qed.

(* ---- back to an equation ---- *)

Theorem p_MOM_10_a : Statements.MOM_10_a.
Proof.
  intros alpha beta gamma gs h ms n vs Ha Hg Hh H -> -> Hv. specialize (H n). rewrite !Hv in H.
  apply Rmult_eq_reg_l with h; [|lra]. rewrite H. ring.
Qed.

Theorem p_MOM_10_b : Statements.MOM_10_b.
Proof. intros Ws h ms n vs Hh H Hv. now rewrite H, Hv. Qed.

Theorem p_MOM_10_c : Statements.MOM_10_c.
Proof.
  intros G V W gamma h t Hg Hh Ht _ HV SG SV. apply smooth_cont in SG.
  destruct (smooth_derivatives 2 0 V SV) as [d [E [D [C N]]]].
  destruct (euler_defect gamma (fun s => - G s) V d t h) as [xi [Hxi T]]; auto.
  - split; [apply HV|]. intros s Hs. eapply is_derive_eq; [now apply HV|in_R; ring].
  - now apply cont_from_opp.
  - exists xi. split; [lra|split; [lra|]]. exists (d 2%nat xi). split; [apply N; [lia|lra]|].
    rewrite (Rplus_comm h t), <- T. ring.
Qed.

Theorem p_MOM_10_d : Statements.MOM_10_d.
Proof.
  intros G V W gamma h t _ Hh Ht [SW DW] _ _ SV. apply smooth_cont in SW. pose proof (smooth_cont _ _ _ SV) as CV.
  destruct (smooth_derivatives 2 0 V SV) as [d [E [D [C _]]]].
  assert (DV : forall s, 0 < s -> is_derive V s (d 1%nat s)) by (intros s Hs; apply (derive_from_smooth 0 V (d 0%nat)); auto).
  set (q := t + h). set (K := (W t - W q + h * V q) / h ^ 2).
  assert (Kh : K * h ^ 2 = W t - W q + h * V q) by (unfold K; field; lra).
  destruct (mean_value 0 t q (fun u => W u - (u * V q + K * (u - q) ^ 2)) (fun u => V u - (V q + K * (2 * (u - q))))) as [c [Hc F]].
  - unfold q; lra.
  - apply cont_from_minus; [assumption|]. apply (cont_from_derive 0 _ (fun u => V q + K * (2 * (u - q)))).
    intros u. auto_derive; [auto|in_R; ring].
  - intros c Hc. apply (is_derive_minus W); [apply DW; lra|]. auto_derive; [auto|in_R; ring].
  - cbv beta in F. assert (F0 : (V c - (V q + K * (2 * (c - q)))) * (q - t) = 0).
    { rewrite <- F. unfold q in *. replace (t - (t + h)) with (- h) by ring. replace (t + h - (t + h)) with 0 by ring.
      replace (K * (- h) ^ 2) with (K * h ^ 2) by ring. rewrite Kh. ring. }
    apply Rmult_integral in F0. destruct F0 as [F0|F0]; [|unfold q in F0; lra].
    destruct (mean_value 0 c q V (d 1%nat)) as [xi [Hxi F1]]; [lra|assumption|intros u Hu; apply DV; lra|].
    exists xi. split; [lra|split; [unfold q in *; lra|]]. exists (d 1%nat xi). split; [apply DV; lra|].
    assert (F2 : (d 1%nat xi - 2 * K) * (q - c) = 0) by (replace ((d 1%nat xi - 2 * K) * (q - c)) with (d 1%nat xi * (q - c) + K * (2 * (c - q))) by ring; lra).
    apply Rmult_integral in F2. destruct F2 as [F2|F2]; [|lra].
    rewrite (Rplus_comm h t). fold q. replace (d 1%nat xi) with (2 * K) by lra.
    replace (2 * K * h ^ 2 / 2) with (K * h ^ 2) by field. rewrite Kh. ring.
Qed.
