(* Logarithms near 1, one-sided limits by a bound, and a mean value with a strict interior. *)
Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import Words Calculus.
Open Scope R_scope.

Lemma ln_near u : Rabs u <= 1 / 2 -> Rabs (ln (1 + u) - u) <= 2 * u ^ 2.
Proof.
  intros H. apply Rabs_le_between in H.
  assert (U : ln (1 + u) <= u).
  { pose proof (exp_ineq1_le u) as E. rewrite <- (ln_exp u) at 2. apply ln_le; lra. }
  assert (L : u / (1 + u) <= ln (1 + u)).
  { pose proof (exp_ineq1_le (- (u / (1 + u)))) as E.
    replace (1 + - (u / (1 + u))) with (/ (1 + u)) in E by (field; lra).
    apply ln_le in E; [|apply Rinv_0_lt_compat; lra]. rewrite ln_exp, ln_Rinv in E by lra. lra. }
  assert (Q : u - u / (1 + u) <= 2 * u ^ 2).
  { replace (u - u / (1 + u)) with (u ^ 2 * / (1 + u)) by (field; lra). rewrite (Rmult_comm 2). apply Rmult_le_compat_l; [apply pow2_ge_0|].
    rewrite <- (Rinv_inv 2). apply Rinv_le_contravar; lra. }
  apply Rabs_le. pose proof (pow2_ge_0 u). lra.
Qed.

Lemma lim_right (F : R -> R) L C delta : 0 < delta -> 0 <= C -> (forall h, 0 < h < delta -> Rabs (F h - L) <= C * h) ->
  filterlim F (at_right 0) (Rbar_locally (Finite L)).
Proof.
  intros Hd HC H P [eps He]. 
  assert (M : 0 < Rmin delta (eps / (C + 1))).
  { apply Rmin_pos; [assumption|]. apply Rdiv_lt_0_compat; [apply cond_pos|lra]. }
  exists (mkposreal _ M). intros h Hh Hp. apply He. change (Rabs (F h - L) < eps).
  change (Rabs (h - 0) < Rmin delta (eps / (C + 1))) in Hh. rewrite Rminus_0_r, Rabs_right in Hh by lra.
  pose proof (Rmin_l delta (eps / (C + 1))). pose proof (Rmin_r delta (eps / (C + 1))).
  eapply Rle_lt_trans; [apply H; lra|].
  assert (B : h * (C + 1) < eps).
  { apply Rlt_le_trans with (eps / (C + 1) * (C + 1)); [apply Rmult_lt_compat_r; lra|right; field; lra]. }
  nra.
Qed.

Lemma at_right_from delta (P : R -> Prop) : 0 < delta -> (forall h, 0 < h < delta -> P h) -> at_right 0 P.
Proof.
  intros Hd H. exists (mkposreal _ Hd). intros h Hh Hp. apply H.
  change (Rabs (h - 0) < delta) in Hh. rewrite Rminus_0_r, Rabs_right in Hh by lra. lra.
Qed.

Lemma lim_left (F : R -> R) L C delta : 0 < delta -> 0 <= C ->
  (forall s, 0 < s < delta -> Rabs (F (1 - s) - L) <= C * s) -> filterlim F (at_left 1) (Rbar_locally (Finite L)).
Proof.
  intros Hd HC H P HP. pose proof (lim_right (fun s => F (1 - s)) L C delta Hd HC H P HP) as [eps He].
  exists eps. intros r Hr Hl. replace r with (1 - (1 - r)) by ring. apply He; [|lra].
  change (Rabs (1 - r - 0) < eps). change (Rabs (r - 1) < eps) in Hr.
  replace (1 - r - 0) with (- (r - 1)) by ring. now rewrite Rabs_Ropp.
Qed.

Lemma at_left_from delta (P : R -> Prop) : 0 < delta -> (forall s, 0 < s < delta -> P (1 - s)) -> at_left 1 P.
Proof.
  intros Hd H. exists (mkposreal _ Hd). intros r Hr Hl. replace r with (1 - (1 - r)) by ring. apply H.
  change (Rabs (r - 1) < delta) in Hr. rewrite Rabs_left in Hr by lra. lra.
Qed.

Lemma mvt (f d : R -> R) p q : p < q -> (forall c, p <= c <= q -> is_derive f c (d c)) ->
  exists c, p < c < q /\ f q - f p = d c * (q - p).
Proof.
  intros Hpq H. destruct (MVT_cor2 f d p q Hpq) as [c [E Hc]]; [intros c Hc; now apply is_derive_Reals, H|].
  now exists c.
Qed.

Lemma rises (f d : R -> R) p q : p < q -> (forall c, p <= c <= q -> is_derive f c (d c)) ->
  (forall c, p < c < q -> 0 < d c) -> f p < f q.
Proof. intros Hpq H Hd. destruct (mvt f d p q Hpq H) as [c [Hc E]]. specialize (Hd c Hc). nra. Qed.

Lemma falls (f d : R -> R) p q : p < q -> (forall c, p <= c <= q -> is_derive f c (d c)) ->
  (forall c, p < c < q -> d c < 0) -> f q < f p.
Proof. intros Hpq H Hd. destruct (mvt f d p q Hpq H) as [c [Hc E]]. specialize (Hd c Hc). nra. Qed.

Lemma ln_negative z : 0 < z < 1 -> ln z < 0.
Proof. intros H. rewrite <- ln_1. apply ln_increasing; lra. Qed.
