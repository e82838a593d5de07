(* The hypotheses of each claim can be satisfied: nothing is proved from a contradiction. *)
Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import Words Sequences Calculus Solutions Recurrence.
Require Statements.
Open Scope R_scope.

Lemma smooth_zero m : smooth m 0 (fun _ => 0).
Proof.
  exists (fun _ _ => 0). split; [reflexivity|split]; intros; [apply (is_derive_const 0)|apply cont_from_const].
Qed.

Lemma derive_zero t l : l = 0 -> is_derive (fun _ : R => 0) t l.
Proof. intros ->. apply (is_derive_const 0). Qed.

Lemma nderiv_zero k t : nderiv k (fun _ => 0) t 0.
Proof.
  revert t. induction k as [|k IH]; intros t; simpl; [reflexivity|].
  exists (fun _ => 0). split; [apply filter_forall; intros; apply IH|apply (is_derive_const 0)].
Qed.

Lemma memory_zero a t : 0 <= t -> ex_RInt (fun s => exp (- ((t - s) * a)) * 0) 0 t /\
  RInt (fun s => exp (- ((t - s) * a)) * 0) 0 t = 0.
Proof.
  intros Ht. split; [apply (ex_memory a (fun _ => 0)); [apply cont_from_const|assumption]|].
  transitivity (RInt (fun _ : R => 0) 0 t); [apply RInt_ext; intros; in_R; ring|].
  rewrite RInt_const. unfold scal; simpl; unfold mult; simpl. in_R. ring.
Qed.

(* ---- inputs that jump ---- *)

(* 1 - exp(-u) from the time k on: what a step of the input at k gives, a = 1 *)
Definition from_step (k t : R) : R := 1 - exp (- Rmax 0 (t - k)).

Lemma from_step_before k t : t <= k -> from_step k t = 0.
Proof. intros H. unfold from_step. rewrite Rmax_left by lra. rewrite Ropp_0, exp_0. ring. Qed.

Lemma from_step_after k t : k <= t -> from_step k t = 1 - exp (- (t - k)).
Proof. intros H. unfold from_step. now rewrite Rmax_right by lra. Qed.

Lemma from_step_cont k t : continuous (from_step k) t.
Proof.
  apply (continuous_comp (fun t => t - k) (fun u => 1 - exp (- Rmax 0 u))).
  - apply (derive_continuous (fun t => t - k) t 1). auto_derive; [auto|ring].
  - apply (extended 0 (fun u => 1 - exp (- u))).
    apply (cont_from_derive 0 _ (fun u => exp (- u))). intros u. auto_derive; [auto|in_R; ring].
Qed.

Lemma from_step_derive k t : t <> k -> is_derive (from_step k) t ((if Rlt_dec t k then 0 else 1) - from_step k t).
Proof.
  intros N. destruct (Rlt_dec t k) as [H|H].
  - rewrite from_step_before by lra. apply (is_derive_ext_loc (fun _ => 0)).
    + apply (filter_imp (fun u => u < k)); [|now apply below]. intros u Hu. rewrite from_step_before; lra.
    + apply derive_zero. ring.
  - rewrite from_step_after by lra. apply (is_derive_ext_loc (fun t => 1 - exp (- (t - k)))).
    + apply (filter_imp (fun u => k < u)); [|apply above; lra]. intros u Hu. rewrite from_step_after; lra.
    + auto_derive; [auto|in_R]. replace (t + - k) with (t - k) by ring. ring.
Qed.

(* x' = - x + u, the input u until 1 and v from then on, from the rest of u *)
Definition switched (u v t : R) : R := u + (v - u) * from_step 1 t.

Lemma switched_derive u v t : t <> 1 -> is_derive (switched u v) t ((if Rlt_dec t 1 then u else v) - switched u v t).
Proof.
  intros N. unfold switched. eapply is_derive_eq.
  - apply (is_derive_plus (fun _ => u) (fun t => (v - u) * from_step 1 t)); [apply (is_derive_const u)|].
    apply (is_derive_scal (from_step 1) t (v - u)). now apply from_step_derive.
  - unfold plus, zero; simpl. in_R. destruct (Rlt_dec t 1); ring.
Qed.

Lemma switched_smooth u v : smooth 0 0 (switched u v).
Proof.
  apply cont_smooth, cont_from_plus; [apply cont_from_const|]. apply cont_from_scal, cont_from_everywhere, from_step_cont.
Qed.

(* the square wave, as steps of -2, 2, -2, ... after the first *)
Definition jump (k : nat) : R := match k with O => 1 | _ => 2 * (-1) ^ k end.
Definition steps (n : nat) (t : R) : R := psum (fun k => jump k * from_step (INR k) t) n.
Definition square_wave (t : R) : R := steps (Z.to_nat (up t)) t.

Lemma jumps n : psum jump (S n) = (-1) ^ n.
Proof. induction n as [|n IH]; [simpl; ring|]. change (psum jump (S (S n))) with (psum jump (S n) + 2 * (-1) ^ S n). rewrite IH. simpl. ring. Qed.

Lemma steps_enough n m t : (n <= m)%nat -> t <= INR n -> steps m t = steps n t.
Proof.
  intros H Ht. induction H as [|m H IH]; [reflexivity|]. unfold steps. cbn [psum]. change (steps m t + jump m * from_step (INR m) t = steps n t).
  rewrite IH, from_step_before; [ring|]. apply le_INR in H. lra.
Qed.

Lemma square_wave_steps n t : 0 <= t <= INR n -> square_wave t = steps n t.
Proof.
  intros Ht. unfold square_wave. set (m := Z.to_nat (up t)).
  assert (Hm : t <= INR m).
  { unfold m. destruct (archimed t) as [A _]. rewrite INR_IZR_INZ, Z2Nat.id; [lra|]. apply le_IZR. lra. }
  destruct (Nat.le_ge_cases n m) as [L|L]; [now apply steps_enough|symmetry; now apply steps_enough].
Qed.

Lemma steps_cont n t : continuous (steps n) t.
Proof.
  induction n as [|n IH]; [apply continuous_const|].
  apply (continuous_plus (steps n) (fun t => jump n * from_step (INR n) t)); [exact IH|].
  apply (continuous_mult (fun _ => jump n) (from_step (INR n))); [apply continuous_const|apply from_step_cont].
Qed.

Lemma steps_derive n t : INR n < t -> is_derive (steps (S n)) t (psum jump (S n) - steps (S n) t).
Proof.
  intros Ht.
  assert (A : forall m, (m <= S n)%nat -> is_derive (steps m) t (psum jump m - steps m t)); [|now apply A].
  induction m as [|m IH]; intros Hm; [apply derive_zero; unfold steps; simpl; ring|].
  assert (Hmt : INR m < t) by (eapply Rle_lt_trans; [apply le_INR; apply le_S_n, Hm|assumption]).
  eapply is_derive_eq.
  - apply (is_derive_plus (steps m) (fun t => jump m * from_step (INR m) t)); [apply IH; lia|].
    apply (is_derive_scal (from_step (INR m)) t (jump m)). apply from_step_derive. lra.
  - unfold plus; simpl. in_R. change (steps (S m) t) with (steps m t + jump m * from_step (INR m) t). cbn [psum].
    destruct (Rlt_dec t (INR m)); [lra|ring].
Qed.

Lemma square_wave_smooth : smooth 0 0 square_wave.
Proof.
  apply cont_smooth. intros t Ht. destruct (nfloor_ex t Ht) as [n [_ Hn]].
  assert (B : t < INR (S n)) by (rewrite S_INR; lra). rewrite (square_wave_steps (S n)) by lra.
  intros P HP. specialize (steps_cont (S n) t P HP). unfold filtermap, within.
  intros L. generalize (filter_and _ _ L (below t (INR (S n)) B)). apply filter_imp.
  intros u [Hu Hun] H0. rewrite (square_wave_steps (S n)) by lra. exact Hu.
Qed.

Lemma square_wave_derive n t : INR n < t -> t < INR n + 1 -> is_derive square_wave t ((-1) ^ n - square_wave t).
Proof.
  intros H1 H2. pose proof (pos_INR n). rewrite (square_wave_steps (S n)) by (rewrite S_INR; lra). rewrite <- jumps.
  apply (is_derive_ext_loc (steps (S n))); [|now apply steps_derive].
  generalize (filter_and _ _ (above _ _ H1) (below _ _ H2)). apply filter_imp. intros u [U1 U2].
  symmetry. apply square_wave_steps. rewrite S_INR. lra.
Qed.

(* ---- *)

Ltac number :=
  repeat rewrite ?Rabs_R0, ?Rabs_R1, ?Ropp_0, ?Rmult_0_r, ?cos_0, ?sin_0, ?exp_0, ?sqrt_1, ?pow1, ?Rminus_eq_0; lra.
Ltac by_formula :=
  eapply is_derive_eq; [auto_derive; [repeat split; try lra; auto|reflexivity]|
    cbv beta; in_R; repeat rewrite ?Rmult_1_l; field; try lra].
Ltac model :=
  repeat match goal with |- _ /\ _ => split end; intros; cbv beta;
  try solve [number | simpl; number | pose proof PI_RGT_0; lra | apply smooth_zero | apply derive_zero; number
    | exists 0; split; [apply nderiv_zero || (apply derive_zero; number)|number]
    | exists 0; split; [apply nderiv_zero|apply derive_zero; number]
    | exists 0, 0; split; [apply nderiv_zero|split; [apply nderiv_zero|apply derive_zero; number]]
    | simpl; rewrite ?Rabs_right; lra | simpl; rewrite ?Rabs_left; lra
    | apply cont_smooth, cont_from_everywhere; intros; apply (@ex_derive_continuous R_AbsRing R_NormedModule); auto_derive; auto
    | by_formula
    | apply memory_zero; assumption
    | rewrite (proj2 (memory_zero _ _ ltac:(eassumption))); ring
    | left; split; lra ].

Theorem m_ODE_1_a : Statements.ODE_1_a_model.
Proof. exists (fun _ => 0). model. Qed.

Theorem m_ODE_2_a : Statements.ODE_2_a_model.
Proof. exists 1, (fun _ => 0), (fun _ => 0), 0. model. Qed.

Theorem m_ODE_2_b : Statements.ODE_2_b_model.
Proof. exists 1, (fun _ => 0), (fun _ => 0), 0. model. Qed.

Theorem m_ODE_2_c : Statements.ODE_2_c_model.
Proof. exists 1, (fun _ => 0), (fun _ => 0), 0. model. Qed.

Theorem m_ODE_3_a : Statements.ODE_3_a_model.
Proof. exists 1, (fun _ => 0), 1, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_ODE_3_b : Statements.ODE_3_b_model.
Proof. exists 1, (fun _ => 0), (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_ODE_4_a : Statements.ODE_4_a_model.
Proof. exists 1, (fun _ => 0), (fun _ => 0), 0, (fun _ => 0), 0. model. Qed.

Theorem m_ODE_4_b : Statements.ODE_4_b_model.
Proof. exists 1, (fun _ => 0), (fun t => exp (- t)), 1, (fun _ => 0), 0. model. Qed.

Theorem m_ODE_5_b : Statements.ODE_5_b_model.
Proof. exists 1. lra. Qed.

Theorem m_ODE_5_c : Statements.ODE_5_c_model.
Proof. exists 1. lra. Qed.

Theorem m_ODE_5_d : Statements.ODE_5_d_model.
Proof. exists 1. lra. Qed.

Theorem m_ODE_6_a : Statements.ODE_6_a_model.
Proof. exists 0, 1, (fun _ => 0), 0, (fun _ => 0), 0. model. Qed.

Theorem m_ODE_7_a : Statements.ODE_7_a_model.
Proof. exists 1, (fun _ => 0), (fun _ => 0), 0. model. Qed.

Theorem m_ODE_7_b : Statements.ODE_7_b_model.
Proof. exists 1, (fun _ => 0), (fun _ => 0), 0. model. Qed.

Theorem m_ODE_8_a : Statements.ODE_8_a_model.
Proof. exists 0, 1, (fun _ => 0), 0, (fun _ => 0), 0. model. Qed.

Theorem m_ODE_8_b : Statements.ODE_8_b_model.
Proof. exists 0, 1, (fun _ => 0), 1, (fun _ => 0), 0. model. Qed.

Theorem m_ODE_9_b : Statements.ODE_9_b_model.
Proof. exists (2 * PI), 1. model. Qed.

Theorem m_ODE_9_c : Statements.ODE_9_c_model.
Proof. exists 1, (2 * PI), 1, (fun t => (cos (2 * PI * t) + 2 * PI * sin (2 * PI * t)) / (1 + (2 * PI) ^ 2)). model.
  eapply is_derive_eq; [auto_derive; [auto|reflexivity]|]. in_R. pose proof (pow2_ge_0 (2 * PI)). field. lra.
 Qed.

Theorem m_ODE_9_e : Statements.ODE_9_e_model.
Proof. exists 1. lra. Qed.

Theorem m_ODE_9_f : Statements.ODE_9_f_model.
Proof. exists 1. lra. Qed.

Theorem m_ODE_10_a : Statements.ODE_10_a_model.
Proof. exists 1, 1, (fun t => (cos t + sin t) / 2), (1 / 2). model. Qed.

Theorem m_ODE_10_b : Statements.ODE_10_b_model.
Proof. exists 1. lra. Qed.

Theorem m_ODE_11_a : Statements.ODE_11_a_model.
Proof. exists 1, (fun _ => 0), 0. model. Qed.

Theorem m_ODE_11_b : Statements.ODE_11_b_model.
Proof. exists 1, 0, (fun _ => 0), 0. model. Qed.

Theorem m_ODE_11_c : Statements.ODE_11_c_model.
Proof. exists 1, (fun t => t - 1), (-1). model. Qed.

Theorem m_ODE_11_d : Statements.ODE_11_d_model.
Proof. exists 1, (fun t => t ^ 2 - 2 * t + 2), 2. model. Qed.

Theorem m_ODE_11_e : Statements.ODE_11_e_model.
Proof. exists 1, 1, (fun t => (sin t - cos t) / 2), (- (1 / 2)). model. Qed.

Theorem m_ODE_11_f : Statements.ODE_11_f_model.
Proof. exists 1, 1, (fun t => (cos t + sin t) / 2), (1 / 2). model. Qed.

Theorem m_ODE_11_g : Statements.ODE_11_g_model.
Proof. exists 1, 0, (fun _ => 1), 1. model.
  eapply is_derive_eq; [apply (is_derive_const 1)|]. in_R. rewrite Rmult_0_l, Ropp_0, exp_0. unfold zero; simpl. ring.
 Qed.

Theorem m_ODE_11_h : Statements.ODE_11_h_model.
Proof. exists 1, (fun t => t * exp (- t)), 0. model. Qed.

Theorem m_ODE_11_i : Statements.ODE_11_i_model.
Proof. exists 1, 0, (fun _ => 0), (fun _ => 0), (fun _ => 0), (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_ODE_11_j : Statements.ODE_11_j_model.
Proof. exists 1, 1, (switched 0 1), 0. model.
  - apply switched_smooth.
  - unfold switched. rewrite from_step_before; lra.
  - eapply is_derive_eq; [apply switched_derive; lra|]. destruct (Rlt_dec t 1); in_R; lra.
  - eapply is_derive_eq; [apply switched_derive; lra|]. destruct (Rlt_dec t 1); in_R; lra.
 Qed.

Theorem m_ODE_11_k : Statements.ODE_11_k_model.
Proof. exists 1, 1, (switched 1 0), 1. model.
  - apply switched_smooth.
  - unfold switched. rewrite from_step_before; lra.
  - eapply is_derive_eq; [apply switched_derive; lra|]. destruct (Rlt_dec t 1); in_R; lra.
  - eapply is_derive_eq; [apply switched_derive; lra|]. destruct (Rlt_dec t 1); in_R; lra.
 Qed.

Theorem m_ODE_11_l : Statements.ODE_11_l_model.
Proof. exists 1, 1, square_wave, 0. model.
  - apply square_wave_smooth.
  - rewrite (square_wave_steps 0); [reflexivity|simpl; lra].
  - eapply is_derive_eq; [apply (square_wave_derive n); lra|]. in_R. ring.
 Qed.

Theorem m_FE_1_b : Statements.FE_1_b_model.
Proof. exists 1, 0. model. Qed.

Theorem m_FE_2_a : Statements.FE_2_a_model.
Proof. exists 1, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_FE_3_a : Statements.FE_3_a_model.
Proof. exists 0, 1, 0, (fun _ => 0), 1, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_FE_3_b : Statements.FE_3_b_model.
Proof. exists 0, 1, 0, (fun _ => 0), 1, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_FE_3_c : Statements.FE_3_c_model.
Proof. exists 0, 1, 0, (fun _ => 0), 1, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_FE_4_a : Statements.FE_4_a_model.
Proof. exists 1, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_FE_4_b : Statements.FE_4_b_model.
Proof. exists 1, (fun _ => 0), (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_FE_4_c : Statements.FE_4_c_model.
Proof. exists 0, 0, 0, 1, 0, (fun _ => 0), (fun _ => 0), (fun _ => 0), 1, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_FE_4_d : Statements.FE_4_d_model.
Proof. exists 0, 0, 0, 1, 0, (fun _ => 0), (fun _ => 0), (fun _ => 0), 1, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_FE_5_a : Statements.FE_5_a_model.
Proof. exists 0, 1, (fun h => h), 1, 0, (fun _ => 0). model. Qed.

Theorem m_FE_5_b : Statements.FE_5_b_model.
Proof. exists 0, 1, (1 / 8), (fun h => h), 1, 0, (fun _ => 0). model. Qed.

Theorem m_FE_5_c : Statements.FE_5_c_model.
Proof. exists 0, 1, 0, 0, 0, 1. model. Qed.

Theorem m_FE_5_d : Statements.FE_5_d_model.
Proof. exists 0, 1, 0, 0, 0, 1. model. Qed.

Theorem m_FE_6_b : Statements.FE_6_b_model.
Proof. exists (fun _ => 1), 0. model. Qed.

Theorem m_FE_6_c : Statements.FE_6_c_model.
Proof. exists (fun _ => 1), 0. model. Qed.

Theorem m_FE_6_d : Statements.FE_6_d_model.
Proof. exists (fun _ => 1), 0. model. Qed.

Theorem m_FE_6_e : Statements.FE_6_e_model.
Proof. exists (fun _ => 1), 0. model. Qed.

Theorem m_FE_7_a : Statements.FE_7_a_model.
Proof. exists 1, 1, 0%nat, 0. model. Qed.

Theorem m_FE_7_b : Statements.FE_7_b_model.
Proof. exists 1. lra. Qed.

Theorem m_REC_1_a : Statements.REC_1_a_model.
Proof. exists 0, (fun _ => 0), 0, (fun _ => 0). model. Qed.

Theorem m_REC_2_b : Statements.REC_2_b_model.
Proof. exists 0, 0, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_REC_2_c : Statements.REC_2_c_model.
Proof. exists 0, 0, (fun _ => 0), 1, (fun _ => 0). model. Qed.

Theorem m_REC_2_d : Statements.REC_2_d_model.
Proof. exists 0, 1, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_REC_2_e : Statements.REC_2_e_model.
Proof. exists 2, (fun n => 2 ^ n). model. Qed.

Theorem m_REC_3_a : Statements.REC_3_a_model.
Proof. exists 0, 0, (fun _ => 0), 0, (fun _ => 0). model. Qed.

Theorem m_REC_3_b : Statements.REC_3_b_model.
Proof. exists 0, 0, (fun _ => 0), 0, (fun _ => 0). model. Qed.

Theorem m_REC_3_c : Statements.REC_3_c_model.
Proof. exists 1, 0, (fun _ => 0), 0, (fun _ => 0). model. Qed.

Theorem m_REC_4_a : Statements.REC_4_a_model.
Proof. exists 0, 0, (fun _ => 0), 0, (fun _ => 0). model. Qed.

Theorem m_REC_4_b : Statements.REC_4_b_model.
Proof. exists (- (1 / 2)). model. Qed.

Theorem m_REC_4_c : Statements.REC_4_c_model.
Proof. exists (- (9 / 10)), 0, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_REC_4_d : Statements.REC_4_d_model.
Proof. exists (- (9 / 10)), 0, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_REC_5_a : Statements.REC_5_a_model.
Proof. exists 0, (fun n => cos (INR n * 1)), 1, 0, (fun n => match n with O => 0 | S k => cos (INR k * 1) end). model. Qed.

Theorem m_REC_5_b : Statements.REC_5_b_model.
Proof. exists 0, 1. model. Qed.

Theorem m_REC_6_b : Statements.REC_6_b_model.
Proof. exists 0. model. Qed.

Theorem m_REC_6_c : Statements.REC_6_c_model.
Proof. exists 0. model. Qed.

Theorem m_REC_6_d : Statements.REC_6_d_model.
Proof. exists 0. model. Qed.

Theorem m_REC_6_e : Statements.REC_6_e_model.
Proof. exists (1 / 2). model. Qed.

Theorem m_REC_6_f : Statements.REC_6_f_model.
Proof. exists 0. model. Qed.

Theorem m_REC_7_a : Statements.REC_7_a_model.
Proof. exists 0, 0, (fun _ => 0), 0, (fun _ => 0). model. Qed.

Theorem m_REC_7_b : Statements.REC_7_b_model.
Proof. exists 0, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_REC_8_a : Statements.REC_8_a_model.
Proof. exists 0, 0, (fun _ => 0), 0, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_REC_8_b : Statements.REC_8_b_model.
Proof. exists 0, 0, 0, (fun _ => 0), 0, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_REC_9_a : Statements.REC_9_a_model.
Proof. exists (fun _ => 0), 0, (fun _ => 0), (fun _ => 0), 0, (fun _ => 0), (fun _ => 0), 0, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_REC_9_b : Statements.REC_9_b_model.
Proof. exists 0, 0, (fun _ => 0), (fun _ => 0), 0, (fun _ => 0), (fun _ => 0), 0, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_REC_9_c : Statements.REC_9_c_model.
Proof. exists 0, 0, (fun _ => 0), (fun _ => 0), (1 / 2 ^ 1075), (fun _ => 0), (fun _ => 0), (1 / 2 ^ 53), (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_MOM_1_a : Statements.MOM_1_a_model.
Proof. exists 1, 0, (fun _ => 0), 0, (fun _ => 0). model. Qed.

Theorem m_MOM_1_b : Statements.MOM_1_b_model.
Proof. exists 1, 0, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_MOM_2_a : Statements.MOM_2_a_model.
Proof. exists 1, 0, 0, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_MOM_2_b : Statements.MOM_2_b_model.
Proof. exists 1, 0, 0, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_MOM_2_c : Statements.MOM_2_c_model.
Proof. exists 1, (9 / 10), 0, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_MOM_2_d : Statements.MOM_2_d_model.
Proof. exists 1, (9 / 10), 1, (fun _ => 1), (run (9 / 10) 0 (fun _ => -1)). model. Qed.

Theorem m_MOM_3_a : Statements.MOM_3_a_model.
Proof. exists 1, 0, 0, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_MOM_3_b : Statements.MOM_3_b_model.
Proof. exists 1, 0, 0, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_MOM_4_a : Statements.MOM_4_a_model.
Proof. exists (fun _ => 0), 1, 0, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_MOM_4_b : Statements.MOM_4_b_model.
Proof. exists (fun _ => 0), 1, 0, (fun _ => 0), 0, (fun _ => 0). model. Qed.

Theorem m_MOM_5_a : Statements.MOM_5_a_model.
Proof. exists 1, (fun _ => 0), 1, (fun _ => 0), 1, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_MOM_5_b : Statements.MOM_5_b_model.
Proof. exists (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_MOM_6_a : Statements.MOM_6_a_model.
Proof. exists 1, (fun _ => 0), (fun _ => 0), 1, 0, (fun _ => 0), 1, 0. model. Qed.

Theorem m_MOM_6_b : Statements.MOM_6_b_model.
Proof. exists 1, (fun _ => 0), (fun _ => 0), 1, 0, 0, (fun _ => 0), 1, 0. model. Qed.

Theorem m_MOM_10_a : Statements.MOM_10_a_model.
Proof. exists 1, 0, 1, (fun _ => 0), 1, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_MOM_10_b : Statements.MOM_10_b_model.
Proof. exists (fun _ => 0), 1, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_MOM_10_c : Statements.MOM_10_c_model.
Proof. exists (fun _ => 0), (fun _ => 0), (fun _ => 0), 1. model. Qed.

Theorem m_MOM_10_d : Statements.MOM_10_d_model.
Proof. exists (fun _ => 0), (fun _ => 0), (fun _ => 0), 1. model. Qed.

Theorem m_MOM_7_b : Statements.MOM_7_b_model.
Proof. exists (fun _ => 0), 0, (fun _ => 0), 0. model. Qed.

Theorem m_MOM_7_d : Statements.MOM_7_d_model.
Proof. exists 0, 1, 0, 0. model. Qed.

Theorem m_MOM_7_e : Statements.MOM_7_e_model.
Proof. exists 0, 1, 0, 0. model. Qed.

Theorem m_MOM_7_f : Statements.MOM_7_f_model.
Proof. exists 0, 0. model. Qed.

Theorem m_MOM_8_a : Statements.MOM_8_a_model.
Proof. exists (1 / 4), (1 / 4), (1 / 2). model. Qed.

Theorem m_MOM_8_b : Statements.MOM_8_b_model.
Proof. exists (1 / 4). model. Qed.

Theorem m_MOM_8_c : Statements.MOM_8_c_model.
Proof. exists (1 / 4), (1 / 4), (1 / 2). model. Qed.

Theorem m_MOM_8_d : Statements.MOM_8_d_model.
Proof. exists (1 / 4), (1 / 4), (1 / 6), (1 / 2), (3 / 4). model. Qed.

Theorem m_MOM_8_e : Statements.MOM_8_e_model.
Proof. exists (1 / 4), (1 / 4), (1 / 2). model. Qed.

Theorem m_MOM_8_f : Statements.MOM_8_f_model.
Proof. exists (1 / 2). model. Qed.

Theorem m_MOM_8_h : Statements.MOM_8_h_model.
Proof. exists (1 / 4), (1 / 4), (1 / 2). model. Qed.

Theorem m_MOM_9_a : Statements.MOM_9_a_model.
Proof. exists 0, 1, 1, 0, 0. model. Qed.

Theorem m_MOM_9_b : Statements.MOM_9_b_model.
Proof. exists 0, 1, 1, 0, 0. model. Qed.

Theorem m_MOM_9_c : Statements.MOM_9_c_model.
Proof. exists 1, 0, 1, 1, (1 / 2). model; replace (1 + 0 - 1 * 1) with 0 by ring; number. Qed.

Theorem m_MOM_9_d : Statements.MOM_9_d_model.
Proof. exists 1, 0, 1, 1, 1. model. Qed.

Theorem m_MOM_9_e : Statements.MOM_9_e_model.
Proof. exists 1, 1, 1, 0. model. Qed.

Theorem m_MOM_9_f : Statements.MOM_9_f_model.
Proof. exists 1, 1, 1, 1. model. Qed.

Theorem m_MOM_11_a : Statements.MOM_11_a_model.
Proof. exists 1, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_MOM_11_b : Statements.MOM_11_b_model.
Proof. exists (fun _ => 0), 0, (fun _ => 0), (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_MOM_11_c : Statements.MOM_11_c_model.
Proof. exists 1, 1, 0, (fun _ => 0), (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_MOM_11_d : Statements.MOM_11_d_model.
Proof. exists (fun _ => 0), (fun _ => 0), 1, 1, 0, (fun _ => 0), (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_MOM_11_e : Statements.MOM_11_e_model.
Proof. exists 1, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_MOM_11_f : Statements.MOM_11_f_model.
Proof. exists 0, 0, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_MOM_11_g : Statements.MOM_11_g_model.
Proof. exists 0, 0, 0, (fun _ => 0). model. Qed.

Theorem m_MOM_11_h : Statements.MOM_11_h_model.
Proof. exists 0, 0, 0, (fun _ => 0). model. Qed.

Theorem m_MOM_11_i : Statements.MOM_11_i_model.
Proof. exists 0, (fun _ => 0), (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_MOM_11_j : Statements.MOM_11_j_model.
Proof. exists 1, 0, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_NUM_1_a : Statements.NUM_1_a_model.
Proof. exists 0, 1, (fun _ => 0), (fun _ => 0), 0, (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_NUM_1_b : Statements.NUM_1_b_model.
Proof. exists 0, (fun _ => 0), 1, (fun _ => 0). model. exists (fun _ => 0), (fun _ => 0). model. Qed.

Theorem m_NUM_2_a : Statements.NUM_2_a_model.
Proof. exists 1, 1, (fun _ => 0), 0%nat, 0. model. Qed.

Theorem m_NUM_2_b : Statements.NUM_2_b_model.
Proof. exists 1, (fun _ => 0), 0%nat, 0. model. Qed.

Theorem m_NUM_2_c : Statements.NUM_2_c_model.
Proof. exists 1, 1, (fun _ => 0). model. Qed.
