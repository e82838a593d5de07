(* x' = f - a x: Duhamel's formula, uniqueness, and what a bounded input does. *)
Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import Words Calculus.
Open Scope R_scope.

Definition solves (a : R) (f x : R -> R) : Prop :=
  smooth 0 0 x /\ (forall t, 0 < t -> is_derive x t (f t - a * x t)).

Lemma exp_derive a t : is_derive (fun t => exp (a * t)) t (a * exp (a * t)).
Proof. auto_derive; [auto|ring]. Qed.

Lemma exp_cont a : cont_from 0 (fun t => exp (a * t)).
Proof. apply (cont_from_derive 0 _ (fun t => a * exp (a * t))). intros t. apply exp_derive. Qed.

(* the integrating factor *)
Lemma weighted_derive a (w : R -> R) t l : is_derive w t l ->
  is_derive (fun t => w t * exp (a * t)) t ((l + a * w t) * exp (a * t)).
Proof.
  intros H. replace ((l + a * w t) * exp (a * t)) with (l * exp (a * t) + w t * (a * exp (a * t))) by ring.
  apply (is_derive_mult w (fun t => exp (a * t))); [assumption|apply exp_derive|intros; apply Rmult_comm].
Qed.

Lemma weighted_back a u v t s : u * exp (a * t) = v * exp (a * s) -> u = v * exp (- (a * (t - s))).
Proof.
  intros H. replace (- (a * (t - s))) with (- (a * t) + a * s) by ring. rewrite exp_plus.
  replace (v * (exp (- (a * t)) * exp (a * s))) with (exp (- (a * t)) * (v * exp (a * s))) by ring.
  rewrite <- H. replace (exp (- (a * t)) * (u * exp (a * t))) with (u * (exp (- (a * t)) * exp (a * t))) by ring.
  rewrite exp_inverse. ring.
Qed.

(* on an interval, without input *)
Lemma decay a p q (w : R -> R) : 0 <= p <= q -> cont_from 0 w ->
  (forall t, p < t < q -> is_derive w t (- (a * w t))) -> w q = w p * exp (- (a * (q - p))).
Proof.
  intros Hpq Hc Hd. apply weighted_back.
  apply (flat 0 p q (fun t => w t * exp (a * t)) (fun t => (- (a * w t) + a * w t) * exp (a * t))); auto.
  - apply cont_from_mult; [assumption|apply exp_cont].
  - intros c Hcc. apply weighted_derive. now apply Hd.
  - intros c _. ring.
Qed.

Lemma difference a p q (f x y : R -> R) : 0 <= p <= q -> cont_from 0 x -> cont_from 0 y ->
  (forall t, p < t < q -> is_derive x t (f t - a * x t)) ->
  (forall t, p < t < q -> is_derive y t (f t - a * y t)) ->
  x q - y q = (x p - y p) * exp (- (a * (q - p))).
Proof.
  intros Hpq Cx Cy Dx Dy. apply (decay a p q (fun t => x t - y t)); [assumption|now apply cont_from_minus|].
  intros t Ht. eapply is_derive_eq; [apply (is_derive_minus x y); [now apply Dx|now apply Dy]|].
  unfold minus, plus, opp; simpl. ring.
Qed.

(* a function with a derivative everywhere is the solution, when it starts like it *)
Lemma same_on a p q (f x y : R -> R) : 0 <= p <= q -> cont_from 0 x ->
  (forall t, p < t < q -> is_derive x t (f t - a * x t)) ->
  (forall t, is_derive y t (f t - a * y t)) -> x p = y p -> x q = y q.
Proof.
  intros Hpq Cx Dx Dy E.
  assert (D : x q - y q = (x p - y p) * exp (- (a * (q - p)))).
  { apply (difference a p q f); auto. now apply (cont_from_derive 0 y (fun t => f t - a * y t)). }
  rewrite E in D. lra.
Qed.

Lemma is_solution a (f x y : R -> R) : solves a f x -> (forall t, is_derive y t (f t - a * y t)) ->
  x 0 = y 0 -> forall t, 0 <= t -> x t = y t.
Proof.
  intros [Sx Dx] Dy E t Ht. apply (same_on a 0 t f x y); auto; [lra|now apply (smooth_cont 0)|].
  intros s Hs. apply Dx. lra.
Qed.

Lemma solutions_differ a (f x y : R -> R) : solves a f x -> solves a f y ->
  forall t, 0 <= t -> x t - y t = (x 0 - y 0) * exp (- (a * t)).
Proof.
  intros [Sx Dx] [Sy Dy] t Ht. rewrite (difference a 0 t f x y).
  - do 3 f_equal. ring.
  - lra.
  - now apply (smooth_cont 0).
  - now apply (smooth_cont 0).
  - intros s Hs. apply Dx. lra.
  - intros s Hs. apply Dy. lra.
Qed.

(* ---- Duhamel ---- *)

Definition memory (a : R) (f : R -> R) (t : R) : R := RInt (fun s => exp (- ((t - s) * a)) * f s) 0 t.

Lemma weight_continuous a (g : R -> R) c s : continuous g s -> continuous (fun s => exp (c + a * s) * g s) s.
Proof.
  intros H. apply (continuous_mult (fun s => exp (c + a * s)) g); [|assumption].
  apply (derive_continuous _ s (a * exp (c + a * s))). auto_derive; [auto|ring].
Qed.

Lemma memory_kernel a (f : R -> R) t s : exp (- ((t - s) * a)) * f s = exp (- (a * t) + a * s) * f s.
Proof. do 2 f_equal. ring. Qed.

Lemma ex_memory a f t : cont_from 0 f -> 0 <= t -> ex_RInt (fun s => exp (- ((t - s) * a)) * f s) 0 t.
Proof.
  intros Hf Ht. apply (ex_RInt_ext (fun s => exp (- (a * t) + a * s) * f s)); [intros; symmetry; apply memory_kernel|].
  apply (ex_RInt_ext (fun s => exp (- (a * t) + a * s) * f (Rmax 0 s))).
  - intros s. rewrite Rmin_left, Rmax_right by lra. intros Hs. rewrite Rmax_right; lra.
  - apply (ex_RInt_continuous (fun s => exp (- (a * t) + a * s) * f (Rmax 0 s))).
    intros s _. apply (weight_continuous a (fun s => f (Rmax 0 s))). now apply extended.
Qed.

Lemma memory_0 a f : memory a f 0 = 0.
Proof. unfold memory. now rewrite RInt_point. Qed.

Lemma duhamel_derive a x0 (g : R -> R) t : (forall s, continuous g s) ->
  is_derive (fun t => memory a g t + exp (- (a * t)) * x0) t (g t - a * (memory a g t + exp (- (a * t)) * x0)).
Proof.
  intros Hg.
  set (k := fun s => exp (0 + a * s) * g s).
  assert (Hk : forall s, continuous k s) by (intros s; now apply weight_continuous).
  assert (Pull : forall t, memory a g t = exp (- (a * t)) * RInt k 0 t).
  { intros u. unfold memory.
    transitivity (RInt (V := R_CompleteNormedModule) (fun s => scal (exp (- (a * u))) (k s)) 0 u).
    - apply RInt_ext. intros s _. unfold k, scal; simpl; unfold mult; simpl.
      rewrite <- Rmult_assoc, <- exp_plus. f_equal. f_equal. ring.
    - apply (RInt_scal (V := R_CompleteNormedModule) k 0 u (exp (- (a * u)))).
      apply (ex_RInt_continuous k). intros; apply Hk. }
  apply (is_derive_ext (fun t => exp (- (a * t)) * RInt k 0 t + exp (- (a * t)) * x0)); [intros; now rewrite Pull|].
  rewrite Pull. pose proof (derive_RInt k t Hk) as I. set (J := fun t => RInt k 0 t) in *.
  change (is_derive (fun t => exp (- (a * t)) * J t + exp (- (a * t)) * x0) t
    (g t - a * (exp (- (a * t)) * J t + exp (- (a * t)) * x0))).
  assert (E : is_derive (fun t => exp (- (a * t))) t (- a * exp (- (a * t)))) by (auto_derive; [auto|ring]).
  eapply is_derive_eq.
  - apply (is_derive_plus (fun t => exp (- (a * t)) * J t) (fun t => exp (- (a * t)) * x0)).
    + apply (is_derive_mult (fun t => exp (- (a * t))) J); [exact E|exact I|intros; apply Rmult_comm].
    + apply (is_derive_mult (fun t => exp (- (a * t))) (fun _ => x0)); [exact E|apply (is_derive_const x0)|intros; apply Rmult_comm].
  - unfold plus, mult, zero; simpl. unfold k. replace (0 + a * t) with (a * t) by ring.
    replace (exp (- (a * t)) * (exp (a * t) * g t)) with (exp (- (a * t)) * exp (a * t) * g t) by ring.
    rewrite exp_inverse. ring.
Qed.

Lemma memory_from a f t : 0 <= t -> memory a f t = memory a (fun s => f (Rmax 0 s)) t.
Proof.
  intros Ht. apply RInt_ext. intros s. rewrite Rmin_left, Rmax_right by lra. intros Hs. rewrite Rmax_right; lra.
Qed.

Lemma duhamel_solves a x0 (f x : R -> R) : cont_from 0 f ->
  (forall t, 0 <= t -> x t = memory a f t + exp (- (a * t)) * x0) -> solves a f x.
Proof.
  intros Hf Hx. set (g := fun s => f (Rmax 0 s)).
  assert (Hg : forall s, continuous g s) by (now apply extended).
  set (X := fun t => memory a g t + exp (- (a * t)) * x0).
  assert (DX : forall t, is_derive X t (g t - a * X t)) by (intros t; now apply duhamel_derive).
  assert (E : forall t, 0 <= t -> X t = x t) by (intros t Ht; unfold X; rewrite Hx, (memory_from a f t) by assumption; reflexivity).
  split.
  - apply cont_smooth. apply (cont_from_ext 0 X); [assumption|].
    now apply (cont_from_derive 0 X (fun t => g t - a * X t)).
  - intros t Ht. apply (derive_from_smooth 0 x X t E); [assumption|].
    eapply is_derive_eq; [apply DX|]. rewrite (E t) by lra. unfold g. rewrite Rmax_right; lra.
Qed.

Lemma duhamel_formula a (f x : R -> R) : cont_from 0 f -> solves a f x ->
  forall t, 0 <= t -> x t = memory a f t + exp (- (a * t)) * x 0.
Proof.
  intros Hf Hs t Ht. 
  assert (S : solves a f (fun t => memory a f t + exp (- (a * t)) * x 0)) by now apply (duhamel_solves a (x 0)).
  pose proof (solutions_differ a f x _ Hs S t Ht) as D. cbv beta in D.
  rewrite memory_0, Rmult_0_r, Ropp_0, exp_0 in D. lra.
Qed.

(* ---- a bounded input ---- *)

Lemma input_above a p q (w d : R -> R) D : a <> 0 -> 0 <= p <= q -> cont_from 0 w ->
  (forall t, p < t < q -> is_derive w t (d t - a * w t)) -> (forall t, p < t < q -> d t <= D) ->
  w q <= D * (1 - exp (- (a * (q - p)))) / a + w p * exp (- (a * (q - p))).
Proof.
  intros Ha Hpq Hc Hd HD.
  assert (G : (w q - D / a) * exp (a * q) - (w p - D / a) * exp (a * p) <= 0 * (q - p)).
  { apply (growth 0 p q (fun t => (w t - D / a) * exp (a * t)) (fun t => (d t - a * w t - 0 + a * (w t - D / a)) * exp (a * t))); auto.
    - apply cont_from_mult; [apply cont_from_minus; [assumption|apply cont_from_const]|apply exp_cont].
    - intros c Hcc. apply (weighted_derive a (fun t => w t - D / a)).
      apply (is_derive_minus w (fun _ => D / a)); [now apply Hd|apply (is_derive_const (D / a))].
    - intros c Hcc. specialize (HD c Hcc). pose proof (exp_pos (a * c)).
      replace (d c - a * w c - 0 + a * (w c - D / a)) with (d c - D) by (field; assumption). nra. }
  rewrite Rmult_0_l in G. pose proof (exp_pos (- (a * q))) as P.
  apply (Rmult_le_compat_l (exp (- (a * q)))) in G; [|lra].
  replace (exp (- (a * q)) * ((w q - D / a) * exp (a * q) - (w p - D / a) * exp (a * p)))
    with ((w q - D / a) * (exp (- (a * q)) * exp (a * q)) - (w p - D / a) * (exp (- (a * q)) * exp (a * p))) in G by ring.
  rewrite exp_inverse, <- exp_plus in G. replace (- (a * q) + a * p) with (- (a * (q - p))) in G by ring.
  set (E := exp (- (a * (q - p)))) in *. replace (D * (1 - E) / a) with (D / a - D / a * E) by (field; assumption). lra.
Qed.

Lemma exp_le_1 u : 0 <= u -> exp (- u) <= 1.
Proof. intros H. rewrite <- exp_0. destruct H as [H|<-]; [left; apply exp_increasing; lra|right; f_equal; ring]. Qed.

Lemma contraction a p q (w d : R -> R) D : a <> 0 -> 0 <= p <= q -> cont_from 0 w ->
  (forall t, p < t < q -> is_derive w t (d t - a * w t)) -> (forall t, p < t < q -> Rabs (d t) <= D) ->
  Rabs (w q) <= D * (1 - exp (- (a * (q - p)))) / a + Rabs (w p) * exp (- (a * (q - p))).
Proof.
  intros Ha Hpq Hc Hd HD.
  assert (U : w q <= D * (1 - exp (- (a * (q - p)))) / a + w p * exp (- (a * (q - p)))).
  { apply (input_above a p q w d); auto. intros t Ht. eapply Rle_trans; [apply Rle_abs|auto]. }
  assert (L : - w q <= D * (1 - exp (- (a * (q - p)))) / a + - w p * exp (- (a * (q - p)))).
  { apply (input_above a p q (fun t => - w t) (fun t => - d t)); auto.
    - now apply cont_from_opp.
    - intros t Ht. eapply is_derive_eq; [apply (is_derive_opp w), Hd, Ht|]. unfold opp; simpl; ring.
    - intros t Ht. specialize (HD t Ht). pose proof (Rle_abs (- d t)) as A. rewrite Rabs_Ropp in A. lra. }
  pose proof (exp_pos (- (a * (q - p)))). 
  pose proof (Rle_abs (w p)). pose proof (Rle_abs (- w p)) as N. rewrite Rabs_Ropp in N.
  apply Rabs_le. split; nra.
Qed.
