(* What the printed statements say beyond Coq's and Coquelicot's own words. *)
Require Import Reals.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

(* the sum of u k over 0 <= k < n *)
Fixpoint psum (u : nat -> R) (n : nat) : R :=
  match n with O => 0 | S m => psum u m + u m end.

(* f is continuous for t >= a, at a itself from the right *)
Definition cont_from (a : R) (f : R -> R) : Prop :=
  forall t, a <= t -> filterlim f (within (Rle a) (locally t)) (locally (f t)).

(* f is m times continuously differentiable for t >= a, at a itself from the right: the
   derivatives d k for t > a are continuous up to a *)
Definition smooth (m : nat) (a : R) (f : R -> R) : Prop :=
  exists d : nat -> R -> R,
    (forall t, a <= t -> d 0%nat t = f t) /\
    (forall k t, (k < m)%nat -> a < t -> is_derive (d k) t (d (S k) t)) /\
    (forall k, (k <= m)%nat -> cont_from a (d k)).

(* l is the derivative of f at t >= a, at a itself from the right *)
Definition derive_from (a : R) (f : R -> R) (t l : R) : Prop :=
  filterlim (fun u => (f u - f t) / (u - t)) (within (fun u => a <= u /\ u <> t) (locally t)) (locally l).

(* the k-th derivative of f at t exists and is l *)
Fixpoint nderiv (k : nat) (f : R -> R) (t l : R) : Prop :=
  match k with
  | O => f t = l
  | S j => exists g : R -> R, locally t (fun u => nderiv j f u (g u)) /\ is_derive g t l
  end.

(* exp of a complex number *)
Definition cexp (z : C) : C := (exp (fst z) * cos (snd z), exp (fst z) * sin (snd z)).
