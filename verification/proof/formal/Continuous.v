(* ODE-1 to ODE-4. *)
Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import Words Calculus Solutions.
Require Statements.
Open Scope R_scope.

Theorem p_ODE_2_a : Statements.ODE_2_a.
Proof.
  intros a f t x x_0 Ha Ht Hf Hx <-. apply smooth_cont in Hf. split; [now apply ex_memory|].
  now apply duhamel_formula.
Qed.

Theorem p_ODE_2_b : Statements.ODE_2_b.
Proof.
  intros a f x x_0 Ha Hf. apply smooth_cont in Hf. split; [intros; now apply ex_memory|].
  intros Hx. now apply (duhamel_solves a x_0).
Qed.

Theorem p_ODE_2_c : Statements.ODE_2_c.
Proof.
  intros a f x x_0 Ha Hf. apply smooth_cont in Hf. split; [intros; now apply ex_memory|].
  intros Hx. rewrite (Hx 0 (Rle_refl 0)). fold (memory a f 0). rewrite memory_0, Rmult_0_r, Ropp_0, exp_0. ring.
Qed.

