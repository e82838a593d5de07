(* NUM-1 and NUM-2. *)
Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import Words Sequences Calculus Solutions Recurrence.
Require Statements.
Open Scope R_scope.

Lemma count a ell (h : nat -> R) n : 0 < ell -> (forall k, (k < n)%nat -> a * h k <= ell) ->
  a * psum h n / ell <= INR n.
Proof.
  intros Hl H. apply Rmult_le_reg_r with ell; [assumption|].
  replace (a * psum h n / ell * ell) with (a * psum h n) by (field; lra).
  rewrite <- psum_scal, <- psum_const. now apply psum_le.
Qed.

Theorem p_NUM_2_b : Statements.NUM_2_b.
Proof.
  intros a hs n t Ha Ht H E. rewrite E. apply (count a 2); [lra|]. intros k Hk.
  specialize (H k (lt_INR _ _ Hk)). apply Rabs_le_between in H. lra.
Qed.

Theorem p_NUM_2_c : Statements.NUM_2_c.
Proof.
  intros a h xs Ha Hh H. assert (P : 0 < a * h) by now apply Rmult_lt_0_compat.
  replace (Finite 0) with (Finite (0 / (1 - / (1 + a * h)))) by (f_equal; unfold Rdiv; ring).
  apply to_fixed_point.
  - assert (0 < / (1 + a * h)) by (apply Rinv_0_lt_compat; lra).
    rewrite Rabs_right by lra. rewrite <- Rinv_1. apply Rinv_lt_contravar; lra.
  - intros n. specialize (H n). apply (f_equal (fun v => v * h)) in H.
    replace ((xs (S n) - xs n) / h * h) with (xs (S n) - xs n) in H by (field; lra).
    apply Rmult_eq_reg_l with (1 + a * h); [|lra]. field_simplify; lra.
Qed.
