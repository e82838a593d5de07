(* REC-9. *)
Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import Words Sequences.
Require Statements.
Open Scope R_scope.

Lemma rounding_size b d e t x y u eta : Rabs d <= u -> Rabs e <= u -> Rabs t <= eta ->
  Rabs (b * (d * x) + t + e * y) <= (Rabs y + Rabs x * Rabs b) * u + eta.
Proof.
  intros Hd He Ht. eapply Rle_trans; [apply Rabs_triang|]. eapply Rle_trans; [apply Rplus_le_compat_r, Rabs_triang|].
  rewrite !Rabs_mult. pose proof (Rabs_pos b). pose proof (Rabs_pos x). pose proof (Rabs_pos y).
  assert (Rabs d * Rabs x <= u * Rabs x) by (apply Rmult_le_compat_r; assumption).
  assert (Rabs e * Rabs y <= u * Rabs y) by (apply Rmult_le_compat_r; assumption).
  assert (Rabs b * (Rabs d * Rabs x) <= Rabs b * (u * Rabs x)) by (apply Rmult_le_compat_l; assumption). lra.
Qed.

Theorem p_REC_9_a : Statements.REC_9_a.
Proof.
  intros Es beta deltas epsilons eta etas fs n u xh xs Heta Hu H Hh H0 Hd He Ht E0 E.
  induction n as [|n IH]; [rewrite E0, H0, Rminus_diag_eq, Rabs_R0; lra|].
  rewrite E, H. rewrite Hh at 1.
  replace (beta * xs n + fs n - ((1 + deltas n) * beta * xh n + epsilons n * xh (S n) + etas n + fs n))
    with (beta * (xs n - xh n) + - (beta * (deltas n * xh n) + etas n + epsilons n * xh (S n))) by ring.
  eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp, (Rabs_mult beta (xs n - xh n)).
  pose proof (rounding_size beta (deltas n) (epsilons n) (etas n) (xh n) (xh (S n)) u eta (Hd n) (He n) (Ht n)).
  apply (Rmult_le_compat_l (Rabs beta)) in IH; [|apply Rabs_pos]. lra.
Qed.

Theorem p_REC_9_b : Statements.REC_9_b.
Proof.
  intros X beta deltas epsilons eta etas fs n u xh xs HX Heta Hu H Hh H0 Hd He Ht HB Hb. split; [lra|].
  apply (bound_share beta _ (fun n => xs n - xh n) (fun n => - (beta * (deltas n * xh n) + etas n + epsilons n * xh (S n)))).
  - assumption.
  - intros k. rewrite H. rewrite Hh at 1. ring.
  - lra.
  - intros k. rewrite Rabs_Ropp.
    pose proof (rounding_size beta (deltas k) (epsilons k) (etas k) (xh k) (xh (S k)) u eta (Hd k) (He k) (Ht k)).
    pose proof (HB k). pose proof (HB (S k)). pose proof (Rabs_pos beta).
    assert (Rabs (xh k) * Rabs beta <= X * Rabs beta) by (apply Rmult_le_compat_r; assumption).
    assert ((Rabs (xh (S k)) + Rabs (xh k) * Rabs beta) * u <= (X + X * Rabs beta) * u) by (apply Rmult_le_compat_r; lra). lra.
Qed.

Theorem p_REC_9_c : Statements.REC_9_c.
Proof.
  intros X beta deltas epsilons eta etas fs n u xh xs HX Heta Hu H Hh H0 Hd He Ht _ _ HB Hb. split; [lra|].
  destruct (p_REC_9_b X beta deltas epsilons eta etas fs n u xh xs) as [_ B]; auto; [lra|].
  eapply Rle_trans; [apply B|]. apply share_le; [assumption|].
  assert (0 <= (1 + Rabs beta) * X * u); [|lra].
  repeat apply Rmult_le_pos; auto. pose proof (Rabs_pos beta). lra.
Qed.
