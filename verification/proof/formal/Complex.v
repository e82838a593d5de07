(* Complex numbers by their parts. *)
Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
Require Import Words.
Open Scope R_scope.

Lemma cexp_turn w : cexp (Cmult (RtoC w) Ci) = (cos w, sin w).
Proof.
  unfold cexp, Cmult, RtoC, Ci; simpl.
  replace (w * 0 - 0 * 1) with 0 by ring. replace (w * 1 + 0 * 0) with w by ring.
  rewrite exp_0. f_equal; ring.
Qed.

Lemma turn_size w : cos w ^ 2 + sin w ^ 2 = 1.
Proof. pose proof (sin2_cos2 w) as H. unfold Rsqr in H. lra. Qed.

Lemma Cmod_parts x y : Cmod (x, y) = sqrt (x ^ 2 + y ^ 2).
Proof. reflexivity. Qed.

Lemma not_zero_parts x y : x ^ 2 + y ^ 2 <> 0 -> (x, y) <> RtoC 0.
Proof. intros H E. injection E as -> ->. apply H. ring. Qed.
