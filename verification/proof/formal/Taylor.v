(* Taylor's formula with Lagrange's remainder, one-sided at the edge. *)
Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import Words Sequences Calculus.
Open Scope R_scope.

(* Cauchy's mean value, against a power *)
Lemma mean_value_power p q k (g d : R -> R) : 0 <= p < q -> cont_from 0 g ->
  (forall c, p < c < q -> is_derive g c (d c)) ->
  exists c, p < c < q /\ (g q - g p) * (INR (S k) * (c - p) ^ k) = d c * (q - p) ^ S k.
Proof.
  intros Hpq Hc Hd. set (K := (g q - g p) / (q - p) ^ S k).
  assert (P : 0 < (q - p) ^ S k) by (apply pow_lt; lra).
  assert (Dp : forall u, is_derive (fun u => (u - p) ^ S k) u (INR (S k) * (u - p) ^ k)).
  { intros u. auto_derive; [auto|]. change (1 * (INR (S k) * (u - p) ^ k) = INR (S k) * (u - p) ^ k). ring. }
  destruct (mean_value 0 p q (fun u => g u - K * (u - p) ^ S k) (fun u => d u - K * (INR (S k) * (u - p) ^ k))) as [c [Hcc E]].
  - assumption.
  - apply cont_from_minus; [assumption|]. apply cont_from_scal.
    apply (cont_from_derive 0 _ (fun u => INR (S k) * (u - p) ^ k)). exact Dp.
  - intros c Hcc. apply (is_derive_minus g (fun u => K * (u - p) ^ S k)); [now apply Hd|].
    apply (is_derive_scal (fun u => (u - p) ^ S k) c K). apply Dp.
  - exists c. split; [assumption|]. cbv beta in E. rewrite Rminus_eq_0 in E. rewrite pow_i in E by lia.
    assert (Z : K * (q - p) ^ S k = g q - g p) by (unfold K; field; lra).
    assert (E0 : (d c - K * (INR (S k) * (c - p) ^ k)) * (q - p) = 0) by lra.
    apply Rmult_integral in E0. destruct E0 as [E0|E0]; [|lra].
    replace (d c) with (K * (INR (S k) * (c - p) ^ k)) by lra. rewrite <- Z. ring.
Qed.

(* a function that vanishes with its first k derivatives *)
Lemma vanishing k : forall (d : nat -> R -> R) s h, 0 <= s -> 0 < h ->
  (forall j, (j <= k)%nat -> cont_from 0 (d j)) ->
  (forall j u, (j <= k)%nat -> s < u < s + h -> is_derive (d j) u (d (S j) u)) ->
  (forall j, (j <= k)%nat -> d j s = 0) ->
  exists xi, s < xi < s + h /\ d 0%nat (s + h) * INR (fact (S k)) = d (S k) xi * h ^ S k.
Proof.
  induction k as [|k IH]; intros d s h Hs Hh C D Z.
  - destruct (mean_value 0 s (s + h) (d 0%nat) (d 1%nat)) as [c [Hc E]]; [lra|apply C; lia|intros; now apply D|].
    exists c. split; [assumption|]. rewrite (Z 0%nat) in E by lia. replace (s + h - s) with h in E by ring. simpl. lra.
  - destruct (mean_value_power s (s + h) (S k) (d 0%nat) (d 1%nat)) as [c [Hc E]]; [lra|apply C; lia|intros; apply D; [lia|assumption]|].
    destruct (IH (fun j => d (S j)) s (c - s)) as [xi [Hxi F]]; [lra|lra|intros; apply C; lia| |intros; apply Z; lia|].
    { intros j u Hj Hu. apply D; [lia|lra]. }
    exists xi. split; [lra|]. rewrite (Z 0%nat) in E by lia.
    replace (s + (c - s)) with c in F by ring. replace (s + h - s) with h in E by ring. rewrite Rminus_0_r in E.
    assert (P : 0 < (c - s) ^ S k) by (apply pow_lt; lra).
    apply Rmult_eq_reg_r with ((c - s) ^ S k); [|lra].
    change (fact (S (S k))) with (S (S k) * fact (S k))%nat. rewrite mult_INR.
    replace (d 0%nat (s + h) * (INR (S (S k)) * INR (fact (S k))) * (c - s) ^ S k)
      with (d 0%nat (s + h) * (INR (S (S k)) * (c - s) ^ S k) * INR (fact (S k))) by ring.
    rewrite E. transitivity (d 1%nat c * INR (fact (S k)) * h ^ S (S k)); [ring|]. rewrite F. ring.
Qed.

Definition poly (y : nat -> R) (m : nat) (v : R) : R := psum (fun i => v ^ i / INR (fact i) * y i) m.

Lemma poly_derive y m s u :
  is_derive (fun u => poly y (S m) (u - s)) u (poly (fun i => y (S i)) m (u - s)).
Proof.
  induction m as [|m IH].
  - unfold poly. simpl. auto_derive; [auto|ring].
  - change (poly y (S (S m))) with (fun v => poly y (S m) v + v ^ S m / INR (fact (S m)) * y (S m)). cbv beta.
    change (poly (fun i => y (S i)) (S m) (u - s)) with
      (poly (fun i => y (S i)) m (u - s) + (u - s) ^ m / INR (fact m) * y (S m)).
    apply (is_derive_plus (fun u => poly y (S m) (u - s))); [exact IH|].
    pose proof (INR_fact_neq_0 m). pose proof (not_0_INR (S m) ltac:(lia)).
    assert (Pw : is_derive (fun u => (u - s) ^ S m) u (INR (S m) * (u - s) ^ m)).
    { auto_derive; [auto|]. change (1 * (INR (S m) * (u - s) ^ m) = INR (S m) * (u - s) ^ m). ring. }
    apply (is_derive_ext (fun u => y (S m) / INR (fact (S m)) * (u - s) ^ S m)).
    { intros v. unfold Rdiv. in_R. ring. }
    eapply is_derive_eq; [apply (is_derive_scal (fun u => (u - s) ^ S m)), Pw|].
    change (fact (S m)) with (S m * fact m)%nat. rewrite mult_INR. in_R. field. split; assumption.
Qed.

Lemma poly_at_0 y m : poly y (S m) 0 = y 0%nat.
Proof.
  unfold poly. rewrite psum_first, (psum_ext _ (fun _ => 0)), psum_const; [simpl; field|].
  intros k _. rewrite pow_i by lia. unfold Rdiv. ring.
Qed.

Theorem taylor k (x : nat -> R -> R) s h : 0 <= s -> 0 < h ->
  (forall j, (j <= k)%nat -> cont_from 0 (x j)) ->
  (forall j u, (j <= k)%nat -> 0 < u -> is_derive (x j) u (x (S j) u)) ->
  exists xi, s < xi < s + h /\
    x 0%nat (s + h) = poly (fun i => x i s) (S k) h + x (S k) xi * h ^ S k / INR (fact (S k)).
Proof.
  intros Hs Hh C D.
  set (d := fun j u => x j u - poly (fun i => x (j + i)%nat s) (S k - j) (u - s)).
  assert (Dp : forall j u, (j <= k)%nat ->
    is_derive (fun u => poly (fun i => x (j + i)%nat s) (S k - j) (u - s)) u
      (poly (fun i => x (S j + i)%nat s) (S k - S j) (u - s))).
  { intros j u Hj. replace (S k - j)%nat with (S (S k - S j)) by lia.
    eapply is_derive_eq; [apply poly_derive|]. in_R. apply psum_ext. intros i _. do 2 f_equal. lia. }
  destruct (vanishing k d s h Hs Hh) as [xi [Hxi E]].
  - intros j Hj. apply cont_from_minus; [now apply C|]. 
    apply (cont_from_derive 0 _ (fun u => poly (fun i => x (S j + i)%nat s) (S k - S j) (u - s))). intros u. now apply Dp.
  - intros j u Hj Hu. apply (is_derive_minus (x j)); [apply D; [assumption|lra]|now apply Dp].
  - intros j Hj. unfold d. rewrite Rminus_eq_0. replace (S k - j)%nat with (S (k - j)) by lia.
    rewrite poly_at_0. replace (j + 0)%nat with j by lia. ring.
  - exists xi. split; [assumption|]. unfold d in E. replace (S k - S k)%nat with 0%nat in E by lia.
    replace (s + h - s) with h in E by ring. change (S k - 0)%nat with (S k) in E.
    change (poly (fun i => x (S k + i)%nat s) 0 (xi - s)) with 0 in E.
    change (poly (fun i => x (0 + i)%nat s) (S k) h) with (poly (fun i => x i s) (S k) h) in E.
    pose proof (INR_fact_neq_0 (S k)) as N. rewrite Rminus_0_r in E.
    apply Rmult_eq_reg_r with (INR (fact (S k))); [|assumption].
    rewrite Rmult_plus_distr_r. replace (x (S k) xi * h ^ S k / INR (fact (S k)) * INR (fact (S k))) with (x (S k) xi * h ^ S k) by (field; assumption).
    rewrite <- E. ring.
Qed.

(* what holds beyond the edge holds at it *)
Lemma to_the_edge (u v : R -> R) : cont_from 0 u -> cont_from 0 v -> (forall t, 0 < t -> u t = v t) ->
  forall t, 0 <= t -> u t = v t.
Proof. intros Cu Cv H t [Ht|<-]; [now apply H|]. now apply equal_at_edge. Qed.
