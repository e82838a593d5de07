(* NUM-1 and NUM-2. *)
Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import Words Sequences Calculus Solutions Recurrence.
Require Statements.
Open Scope R_scope.

Theorem p_NUM_1_a : Statements.NUM_1_a.
Proof.
  intros D a d f t x xt HD Ht Ha _ _ [Sx Dx] [Sy Dy] Hd. split; [exact Ha|].
  pose proof (contraction a 0 t (fun t => xt t - x t) d D Ha) as C. cbv beta in C.
  rewrite Rminus_0_r in C. rewrite (Rabs_minus_sym (x t)), (Rabs_minus_sym (x 0)), (Rmult_comm _ D). apply C.
  - lra.
  - apply cont_from_minus; now apply (smooth_cont 0).
  - intros s Hs. eapply is_derive_eq; [apply (is_derive_minus xt x); [apply Dy; lra|apply Dx; lra]|].
    unfold minus, plus, opp; simpl. ring.
  - intros s Hs. apply Hd; lra.
Qed.

Theorem p_NUM_1_b : Statements.NUM_1_b.
Proof.
  intros D Ts a es n HD Ha T0 HT HP. split; [exact Ha|].
  induction n as [|n IH].
  - rewrite T0, Rmult_0_l, Ropp_0, exp_0. right. field. assumption.
  - specialize (HT n). destruct (HP n) as [w [d [[HB [_ [[Sw Dw] Hw]]] He]]].
    pose proof (contraction a 0 (Ts (S n) - Ts n) w d D Ha) as C. rewrite Rminus_0_r, He, Hw in C.
    eapply Rle_trans; [apply C; [lra|now apply (smooth_cont 0)|intros s Hs; apply Dw; lra|intros s Hs; apply HB; lra]|].
    set (E := exp (- (a * (Ts (S n) - Ts n)))). assert (E0 : 0 < E) by apply exp_pos.
    assert (M : exp (- (Ts (S n) * a)) = exp (- (Ts n * a)) * E) by (unfold E; rewrite <- exp_plus; f_equal; ring).
    rewrite M. set (G := exp (- (Ts n * a))) in *.
    apply (Rmult_le_compat_r E) in IH; [|lra].
    replace ((1 - G * E) * D / a) with (D * (1 - E) / a + (1 - G) * D / a * E) by (field; assumption). lra.
Qed.

Lemma count a ell (h : nat -> R) n : 0 < ell -> (forall k, (k < n)%nat -> a * h k <= ell) ->
  a * psum h n / ell <= INR n.
Proof.
  intros Hl H. apply Rmult_le_reg_r with ell; [assumption|].
  replace (a * psum h n / ell * ell) with (a * psum h n) by (field; lra).
  rewrite <- psum_scal, <- psum_const. now apply psum_le.
Qed.

Theorem p_NUM_2_a : Statements.NUM_2_a.
Proof.
  intros a ell hs n t Hl Ht H E. rewrite E. apply count; [assumption|]. intros k Hk.
  apply H. now apply lt_INR.
Qed.

Theorem p_NUM_2_b : Statements.NUM_2_b.
Proof.
  intros a hs n t Ht H E. rewrite E. apply (count a 2); [lra|]. intros k Hk.
  specialize (H k (lt_INR _ _ Hk)). apply Rabs_le_between in H. lra.
Qed.

Theorem p_NUM_2_c : Statements.NUM_2_c.
Proof.
  intros a h xs Hh Ha H. assert (P : 0 < a * h) by now apply Rmult_lt_0_compat.
  replace (Finite 0) with (Finite (0 / (1 - / (1 + a * h)))) by (f_equal; unfold Rdiv; ring).
  apply to_fixed_point.
  - assert (0 < / (1 + a * h)) by (apply Rinv_0_lt_compat; lra).
    rewrite Rabs_right by lra. rewrite <- Rinv_1. apply Rinv_lt_contravar; lra.
  - intros n. specialize (H n). apply (f_equal (fun v => v * h)) in H.
    replace ((xs (S n) - xs n) / h * h) with (xs (S n) - xs n) in H by (field; lra).
    apply Rmult_eq_reg_l with (1 + a * h); [|lra]. field_simplify; lra.
Qed.
