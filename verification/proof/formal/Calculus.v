(* Functions on [0, oo): one-sided continuity at the edge, mean values, derivatives of any order. *)
Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import Words.
Open Scope R_scope.

(* an equation between derivatives or integrals is one between real numbers *)
Ltac in_R := match goal with |- @eq _ ?x ?y => change (@eq R x y) end.

Lemma is_derive_eq (f : R -> R) t l m : is_derive f t l -> l = m -> is_derive f t m.
Proof. now intros H <-. Qed.

Lemma above p t : p < t -> locally t (fun u => p < u).
Proof. apply open_gt. Qed.

Lemma below t q : t < q -> locally t (fun u => u < q).
Proof. apply open_lt. Qed.

(* ---- continuity from a on ---- *)

Lemma cont_from_ext a f g : (forall t, a <= t -> f t = g t) -> cont_from a f -> cont_from a g.
Proof.
  intros E H t Ht. rewrite <- (E t Ht). apply (filterlim_within_ext (Rle a) f); [|now apply H].
  intros y Hy. now apply E.
Qed.

Lemma cont_from_everywhere a f : (forall t, continuous f t) -> cont_from a f.
Proof.
  intros H t _. apply (filterlim_filter_le_1 (F := locally t) f); [|apply H].
  apply filter_le_within.
Qed.

Lemma derive_continuous (f : R -> R) t l : is_derive f t l -> continuous f t.
Proof. intros H. apply (ex_derive_continuous f). now exists l. Qed.

Lemma cont_from_derive a f f' : (forall t, is_derive f t (f' t)) -> cont_from a f.
Proof. intros H. apply cont_from_everywhere. intros t. eapply derive_continuous, H. Qed.

Lemma cont_from_const a (c : R) : cont_from a (fun _ => c).
Proof. intros t _. apply filterlim_const. Qed.

Lemma cont_from_plus a f g : cont_from a f -> cont_from a g -> cont_from a (fun t => f t + g t).
Proof.
  intros Hf Hg t Ht. 
  refine (filterlim_comp_2 (G := locally (f t)) (H := locally (g t)) f g Rplus _ _ _).
  - now apply Hf.
  - now apply Hg.
  - apply (filterlim_plus (f t) (g t)).
Qed.

Lemma cont_from_mult a f g : cont_from a f -> cont_from a g -> cont_from a (fun t => f t * g t).
Proof.
  intros Hf Hg t Ht. 
  refine (filterlim_comp_2 (G := locally (f t)) (H := locally (g t)) f g Rmult _ _ _).
  - now apply Hf.
  - now apply Hg.
  - apply (filterlim_mult (f t) (g t)).
Qed.

Lemma cont_from_scal a c f : cont_from a f -> cont_from a (fun t => c * f t).
Proof. intros H. apply cont_from_mult; [apply cont_from_const|assumption]. Qed.

Lemma cont_from_opp a f : cont_from a f -> cont_from a (fun t => - f t).
Proof. intros H. apply (cont_from_ext a (fun t => (-1) * f t)); [intros; ring|now apply cont_from_scal]. Qed.

Lemma cont_from_minus a f g : cont_from a f -> cont_from a g -> cont_from a (fun t => f t - g t).
Proof. intros Hf Hg. apply (cont_from_plus a f (fun t => - g t)); [assumption|now apply cont_from_opp]. Qed.

Lemma cont_from_abs a f : cont_from a f -> cont_from a (fun t => Rabs (f t)).
Proof.
  intros H t Ht. apply (filterlim_comp _ _ _ f Rabs _ (locally (f t))); [now apply H|].
  apply (continuous_Rabs (f t)).
Qed.

Lemma smooth_cont m a f : smooth m a f -> cont_from a f.
Proof. intros [d [E [_ C]]]. apply (cont_from_ext a (d 0%nat)); [exact E|apply C; lia]. Qed.

Lemma cont_smooth a f : cont_from a f -> smooth 0 a f.
Proof.
  intros H. exists (fun _ => f). split; [reflexivity|split]; [intros k t Hk; lia|].
  intros k _. assumption.
Qed.

Lemma extended a f : cont_from a f -> forall t, continuous (fun s => f (Rmax a s)) t.
Proof.
  intros H t. 
  apply (filterlim_comp _ _ _ (fun s => Rmax a s) f _ (within (Rle a) (locally (Rmax a t)))); [|apply H, Rmax_l].
  intros P [e He]. exists e. intros y Hy. apply He; [|apply Rmax_l].
  change (Rabs (Rmax a y - Rmax a t) < e). change (Rabs (y - t) < e) in Hy.
  eapply Rle_lt_trans; [|exact Hy].
  unfold Rmax; destruct (Rle_dec a y), (Rle_dec a t); unfold Rabs; repeat destruct (Rcase_abs _); lra.
Qed.

Lemma extended_derive a (f : R -> R) t l : a < t -> is_derive f t l -> is_derive (fun s => f (Rmax a s)) t l.
Proof.
  intros Ht H. apply (is_derive_ext_loc f); [|assumption].
  apply (filter_imp (fun u => a < u)); [|now apply above]. intros u Hu. rewrite Rmax_right; lra.
Qed.

(* ---- mean values ---- *)

Lemma mean_value a p q (g d : R -> R) : a <= p < q -> cont_from a g ->
  (forall c, p < c < q -> is_derive g c (d c)) -> exists c, p < c < q /\ g q - g p = d c * (q - p).
Proof.
  intros Hpq Hc Hd. set (G := fun s => g (Rmax a s)).
  assert (D : forall c, p < c < q -> is_derive G c (d c)) by (intros c Hcc; apply extended_derive; [lra|now apply Hd]).
  assert (P : forall c, p < c < q -> derivable_pt G c).
  { intros c Hcc. apply ex_derive_Reals_0. exists (d c). now apply D. }
  destruct (MVT G id p q P (fun c _ => derivable_pt_id c)) as [c [Hcc E]].
  - lra.
  - intros c _. apply continuity_pt_filterlim. now apply extended.
  - intros c _. apply derivable_continuous_pt, derivable_pt_id.
  - exists c. split; [assumption|]. rewrite derive_pt_id, Derive_Reals, (is_derive_unique _ _ _ (D c Hcc)) in E.
    unfold G, id in E. rewrite 2!Rmax_right in E by lra. lra.
Qed.

Lemma growth a p q (g d : R -> R) M : a <= p <= q -> cont_from a g ->
  (forall c, p < c < q -> is_derive g c (d c)) -> (forall c, p < c < q -> d c <= M) ->
  g q - g p <= M * (q - p).
Proof.
  intros Hpq Hc Hd HM. destruct (Req_dec p q) as [->|N]; [lra|].
  destruct (mean_value a p q g d) as [c [Hcc E]]; [lra|assumption|assumption|].
  rewrite E. apply Rmult_le_compat_r; [lra|now apply HM].
Qed.

Lemma flat a p q (g d : R -> R) : a <= p <= q -> cont_from a g ->
  (forall c, p < c < q -> is_derive g c (d c)) -> (forall c, p < c < q -> d c = 0) -> g q = g p.
Proof.
  intros Hpq Hc Hd H0. destruct (Req_dec p q) as [->|N]; [lra|].
  destruct (mean_value a p q g d) as [c [Hcc E]]; [lra|assumption|assumption|].
  rewrite H0 in E by assumption. lra.
Qed.

(* the derivative at the edge is where those beyond it tend to *)
Lemma edge_derive a (g d : R -> R) : cont_from a g -> (forall t, a < t -> is_derive g t (d t)) -> cont_from a d ->
  forall t, a <= t -> derive_from a g t (d t).
Proof.
  intros Cg D Cd t Ht P HP. destruct (Cd t Ht P HP) as [e He]. exists e. intros u Hu [Au N].
  assert (M : exists c, Rmin t u < c < Rmax t u /\ (g u - g t) / (u - t) = d c).
  { destruct (Rlt_dec t u) as [L|L].
    - destruct (mean_value a t u g d) as [c [Hc E]]; [lra|assumption|intros c Hc; apply D; lra|].
      exists c. rewrite Rmin_left, Rmax_right, E by lra. split; [assumption|field; lra].
    - destruct (mean_value a u t g d) as [c [Hc E]]; [lra|assumption|intros c Hc; apply D; lra|].
      exists c. rewrite Rmin_right, Rmax_left by lra. split; [assumption|].
      replace (g u - g t) with (- (g t - g u)) by ring. rewrite E. field. lra. }
  destruct M as [c [Hc E]]. rewrite E. unfold filtermap in He. apply He.
  - change (Rabs (c - t) < e). change (Rabs (u - t) < e) in Hu. eapply Rlt_trans; [|exact Hu].
    revert Hc. unfold Rmin, Rmax. destruct (Rle_dec t u); unfold Rabs; repeat destruct (Rcase_abs _); lra.
  - revert Hc. unfold Rmin, Rmax. destruct (Rle_dec t u); lra.
Qed.

(* ---- derivatives of any order ---- *)

Lemma nderiv_unique k : forall f t l m, nderiv k f t l -> nderiv k f t m -> l = m.
Proof.
  induction k as [|k IH]; simpl; intros f t l m; [intros; lra|].
  intros [g [Lg Dg]] [h [Lh Dh]]. rewrite <- (is_derive_unique _ _ _ Dg), <- (is_derive_unique _ _ _ Dh).
  apply Derive_ext_loc. generalize (filter_and _ _ Lg Lh). apply filter_imp.
  intros u [A B]. eapply IH; eassumption.
Qed.

(* the derivatives of a smooth function, beyond its edge *)
Lemma nderiv_chain a (f : R -> R) (d : nat -> R -> R) : (forall t, a <= t -> d 0%nat t = f t) ->
  forall k, (forall j t, (j < k)%nat -> a < t -> is_derive (d j) t (d (S j) t)) ->
  forall t, a < t -> nderiv k f t (d k t).
Proof.
  intros E. induction k as [|k IH]; intros D t Ht; simpl.
  - rewrite E; lra.
  - exists (d k). split; [|apply D; [lia|assumption]].
    apply (filter_imp (fun u => a < u)); [|now apply above].
    intros u Hu. apply IH; [|assumption]. intros j v Hj. apply D. lia.
Qed.

Lemma smooth_derivatives m a f : smooth m a f -> exists d : nat -> R -> R,
  (forall t, a <= t -> d 0%nat t = f t) /\
  (forall k t, (k < m)%nat -> a < t -> is_derive (d k) t (d (S k) t)) /\
  (forall k, (k <= m)%nat -> cont_from a (d k)) /\
  (forall k t, (k <= m)%nat -> a < t -> nderiv k f t (d k t)).
Proof.
  intros [d [E [D C]]]. exists d. split; [assumption|split; [assumption|split; [assumption|]]].
  intros k t Hk Ht. apply (nderiv_chain a f d E k); [|assumption]. intros j v Hj. apply D. lia.
Qed.

Lemma derive_from_smooth a (f d : R -> R) t : (forall t, a <= t -> d t = f t) -> forall l, a < t -> is_derive d t l -> is_derive f t l.
Proof.
  intros E l Ht H. apply (is_derive_ext_loc d); [|assumption].
  apply (filter_imp (fun u => a < u)); [|now apply above]. intros u Hu. apply E. lra.
Qed.

(* two functions that are continuous from a on and equal beyond it are equal at it *)
Lemma equal_at_edge a f g : cont_from a f -> cont_from a g -> (forall t, a < t -> f t = g t) -> f a = g a.
Proof.
  intros Hf Hg H.
  assert (F : cont_from a (fun t => f t - g t)) by now apply cont_from_minus.
  destruct (Req_dec (f a - g a) 0) as [E|N]; [lra|exfalso].
  assert (P : 0 < Rabs (f a - g a)) by now apply Rabs_pos_lt.
  destruct (F a (Rle_refl a) (fun y => Rabs (y - (f a - g a)) < Rabs (f a - g a))) as [e He].
  { exists (mkposreal _ P). intros y Hy. exact Hy. }
  assert (B : ball a e (a + e / 2)).
  { change (Rabs (a + e / 2 - a) < e). replace (a + e / 2 - a) with (e / 2) by ring.
    pose proof (cond_pos e). rewrite Rabs_right; lra. }
  pose proof (cond_pos e). specialize (He (a + e / 2) B). 
  assert (A : a <= a + e / 2) by lra. specialize (He A). cbv beta in He.
  rewrite (H (a + e / 2)) in He by lra.
  replace (g (a + e / 2) - g (a + e / 2) - (f a - g a)) with (- (f a - g a)) in He by ring.
  rewrite Rabs_Ropp in He. lra.
Qed.

(* ---- integrals from 0 ---- *)

Lemma ex_RInt_from (f : R -> R) p q : 0 <= p <= q -> cont_from 0 f -> ex_RInt f p q.
Proof.
  intros Hpq H. apply (ex_RInt_ext (fun s => f (Rmax 0 s))).
  - intros s. rewrite Rmin_left, Rmax_right by lra. intros Hs. rewrite Rmax_right; lra.
  - apply (ex_RInt_continuous (fun s => f (Rmax 0 s))). intros s _. now apply extended.
Qed.

Lemma RInt_from (f : R -> R) t : 0 <= t -> RInt f 0 t = RInt (fun s => f (Rmax 0 s)) 0 t.
Proof.
  intros Ht. apply RInt_ext. intros s. rewrite Rmin_left, Rmax_right by lra. intros Hs. rewrite Rmax_right; lra.
Qed.

Lemma derive_RInt (g : R -> R) t : (forall s, continuous g s) -> is_derive (fun t => RInt g 0 t) t (g t).
Proof.
  intros Hg. apply (is_derive_RInt g _ 0); [|apply Hg].
  apply filter_forall. intros y. apply (RInt_correct g), (ex_RInt_continuous g). intros; apply Hg.
Qed.

Lemma exp_inverse u : exp (- u) * exp u = 1.
Proof. rewrite <- exp_plus. replace (- u + u) with 0 by ring. apply exp_0. Qed.
