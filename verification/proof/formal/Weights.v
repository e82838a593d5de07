(* ODE-5 to ODE-10. *)
Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Require Import Words Calculus Solutions Complex.
Require Statements.
Open Scope R_scope.

(* an integral by a function that everywhere has the integrand as its derivative *)
Lemma integral_by (P f : R -> R) p q v : (forall s, is_derive P s (f s)) -> (forall s, continuous f s) ->
  P q - P p = v -> ex_RInt f p q /\ RInt f p q = v.
Proof.
  intros D C <-. assert (I : is_RInt f p q (minus (P q) (P p))).
  { apply (is_RInt_derive P f); intros; [apply D|apply C]. }
  split; [eexists; exact I|]. rewrite (is_RInt_unique _ _ _ _ I). reflexivity.
Qed.

Ltac continuity_by_derivative := intros; apply (@ex_derive_continuous R_AbsRing R_NormedModule); auto_derive; auto.

Lemma mass a T : a <> 0 -> ex_RInt (fun tau => exp (- (a * tau))) 0 T /\
  RInt (fun tau => exp (- (a * tau))) 0 T = (1 - exp (- (a * T))) / a.
Proof.
  intros Ha. apply (integral_by (fun tau => - exp (- (a * tau)) / a)).
  - intros s. auto_derive; [auto|field; assumption].
  - continuity_by_derivative.
  - rewrite Rmult_0_r, Ropp_0, exp_0. field. assumption.
Qed.

Lemma moment a T : a <> 0 -> ex_RInt (fun tau => exp (- (a * tau)) * tau) 0 T /\
  RInt (fun tau => exp (- (a * tau)) * tau) 0 T = (1 - exp (- (a * T))) / a ^ 2 - T * exp (- (a * T)) / a.
Proof.
  intros Ha. apply (integral_by (fun tau => - exp (- (a * tau)) / a ^ 2 - tau * exp (- (a * tau)) / a)).
  - intros s. auto_derive; [auto|field; assumption].
  - continuity_by_derivative.
  - rewrite Rmult_0_r, Ropp_0, exp_0. field. assumption.
Qed.

Lemma exp_fades a : 0 < a -> is_lim (fun T => exp (- (a * T))) p_infty 0.
Proof.
  intros Ha. apply (is_lim_comp exp (fun T => - (a * T)) p_infty 0 m_infty); [apply is_lim_exp_m| |exists 0; discriminate].
  apply (is_lim_ext (fun T => (- a) * T)); [intros; ring|].
  replace m_infty with (Rbar_mult (- a) p_infty); [apply (is_lim_scal_l (fun T => T)), is_lim_id|].
  simpl. destruct (Rle_dec 0 (- a)); [exfalso; lra|reflexivity].
Qed.

Lemma lim_scaled c (u : R -> R) (l : R) : is_lim u p_infty l -> is_lim (fun T => c * u T) p_infty (c * l).
Proof. intros H. apply (is_lim_scal_l u c p_infty l H). Qed.

Lemma T_exp_fades a : 0 < a -> is_lim (fun T => T * exp (- (a * T))) p_infty 0.
Proof.
  intros Ha. (* T exp(-aT) <= (2/a) exp(-aT/2), as z <= exp z *)
  apply (is_lim_le_le_loc (fun _ => 0) (fun T => 2 / a * exp (- (a / 2 * T)))).
  - exists 0. intros T HT. split; [apply Rmult_le_pos; [lra|left; apply exp_pos]|].
    replace (exp (- (a * T))) with (exp (- (a / 2 * T)) * exp (- (a / 2 * T))) by (rewrite <- exp_plus; f_equal; field).
    set (E := exp (- (a / 2 * T))). assert (E0 : 0 < E) by apply exp_pos.
    assert (B : a / 2 * T * E <= 1).
    { pose proof (exp_ineq1_le (a / 2 * T)) as I. pose proof (exp_inverse (a / 2 * T)) as V. fold E in V. nra. }
    apply Rmult_le_reg_r with (a / 2); [lra|].
    replace (2 / a * E * (a / 2)) with (E * 1) by (field; lra).
    replace (T * (E * E) * (a / 2)) with (E * (a / 2 * T * E)) by field. apply Rmult_le_compat_l; lra.
  - apply is_lim_const.
  - replace (Finite 0) with (Finite (2 / a * 0)) by (f_equal; ring). apply lim_scaled, exp_fades. lra.
Qed.

Theorem p_ODE_5_a : Statements.ODE_5_a.
Proof.
  intros T a HT. destruct (Req_dec a 0) as [->|Ha].
  - assert (E : forall tau, exp (- (0 * tau)) = 1) by (intros tau; now rewrite Rmult_0_l, Ropp_0, exp_0).
    split; [apply (ex_RInt_ext (fun _ => 1)); [intros tau _; now rewrite E|apply ex_RInt_const]|].
    rewrite Rmult_0_r, Rmult_0_r, Ropp_0, exp_0. ring.
  - destruct (mass a T Ha) as [E ->]. split; [assumption|].
    rewrite (Rmult_comm T a). in_R. field. assumption.
Qed.

Theorem p_ODE_5_b : Statements.ODE_5_b.
Proof.
  intros a Ha. split; [lra|split].
  - exists 0. intros T _. apply mass. lra.
  - apply (is_lim_ext (fun T => 1 / a - 1 / a * exp (- (a * T)))).
    + intros T. destruct (mass a T) as [_ ->]; [lra|]. field. lra.
    + replace (Finite (1 / a)) with (Finite (1 / a - 1 / a * 0)) by (f_equal; ring).
      apply (is_lim_minus' (fun _ => 1 / a)); [apply is_lim_const|apply lim_scaled, exp_fades, Ha].
Qed.

Theorem p_ODE_5_c : Statements.ODE_5_c.
Proof.
  intros T a HT Ha. destruct (moment a T Ha) as [E R].
  split; [exact E|split; [exact Ha|]]. rewrite R. rewrite (Rmult_comm T a). field. assumption.
Qed.

Theorem p_ODE_5_d : Statements.ODE_5_d.
Proof.
  intros a Ha. split; [lra|split].
  - exists 0. intros T _. apply moment. lra.
  - apply (is_lim_ext (fun T => 1 / a - (1 / a * exp (- (a * T)) + T * exp (- (a * T))))).
    + intros T. destruct (moment a T) as [_ R]; [lra|]. rewrite R. field. lra.
    + replace (Finite (1 / a)) with (Finite (1 / a - (1 / a * 0 + 0))) by (f_equal; ring).
      apply (is_lim_minus' (fun _ => 1 / a)); [apply is_lim_const|].
      apply (is_lim_plus' (fun T => 1 / a * exp (- (a * T)))); [apply lim_scaled, exp_fades, Ha|now apply T_exp_fades].
Qed.

Theorem p_ODE_6_a : Statements.ODE_6_a.
Proof.
  intros M a f t x x_0 HM Ht Ha Sf [Sx Dx] <- HB. split; [exact Ha|].
  destruct Sf as [d [E [D C]]].
  assert (Df : forall s, 0 < s -> is_derive f s (d 1%nat s)) by (intros s Hs; apply (derive_from_smooth 0 f (d 0%nat)); auto).
  pose proof (contraction a 0 t (fun s => a * x s - f s) (fun s => - d 1%nat s) M Ha) as K. cbv beta in K.
  rewrite Rminus_0_r in K. rewrite (Rmult_comm _ M). apply K; clear K.
  - lra.
  - apply cont_from_minus; [apply cont_from_scal, (smooth_cont 0), Sx|].
    apply (cont_from_ext 0 (d 0%nat)); [exact E|apply C; lia].
  - intros s Hs. eapply is_derive_eq.
    + apply (is_derive_minus (fun s => a * x s) f); [apply (is_derive_scal x s a), Dx; lra|apply Df; lra].
    + unfold minus, plus, opp; simpl. ring.
  - intros s Hs. destruct (HB s) as [v [Dv B]]; [lra|lra|].
    rewrite Rabs_Ropp, <- (is_derive_unique _ _ _ (Df s (proj1 Hs))), (is_derive_unique _ _ _ Dv). assumption.
Qed.

Lemma state_size a (f x : R -> R) t : 0 <= a -> 0 <= t -> cont_from 0 f -> solves a f x ->
  Rabs (x t) <= RInt (fun s => Rabs (f s)) 0 t + Rabs (x 0).
Proof.
  intros Ha Ht Hf Hs. rewrite (duhamel_formula a f x Hf Hs t Ht).
  eapply Rle_trans; [apply Rabs_triang|]. apply Rplus_le_compat.
  - eapply Rle_trans; [apply (abs_RInt_le _ 0 t Ht (ex_memory a f t Hf Ht))|].
    assert (I : ex_RInt (fun s => exp (- ((t - s) * a)) * Rabs (f s)) 0 t) by (apply ex_memory; [now apply cont_from_abs|assumption]).
    apply RInt_le; [assumption| |apply ex_RInt_from; [lra|now apply cont_from_abs]|].
    + apply (ex_RInt_ext (fun s => exp (- ((t - s) * a)) * Rabs (f s))); [|exact I].
      intros s _. now rewrite Rabs_mult, (Rabs_right (exp _)) by (left; apply exp_pos).
    + intros s Hss. rewrite Rabs_mult, (Rabs_right (exp _)) by (left; apply exp_pos).
      pose proof (exp_le_1 ((t - s) * a)) as B. pose proof (exp_pos (- ((t - s) * a))). pose proof (Rabs_pos (f s)).
      assert (0 <= (t - s) * a) by (apply Rmult_le_pos; lra). nra.
  - rewrite Rabs_mult, (Rabs_right (exp _)) by (left; apply exp_pos).
    pose proof (exp_le_1 (a * t)). pose proof (exp_pos (- (a * t))). pose proof (Rabs_pos (x 0)).
    assert (0 <= a * t) by (apply Rmult_le_pos; lra). nra.
Qed.

Theorem p_ODE_7_a : Statements.ODE_7_a.
Proof.
  intros a f t x x_0 Ht Ha Hf Hx <-. apply smooth_cont in Hf. split; [apply ex_RInt_from; [lra|now apply cont_from_abs]|].
  now apply (state_size a).
Qed.

Theorem p_ODE_7_b : Statements.ODE_7_b.
Proof.
  intros a f t x x_0 Ht Ha Hf Hx <-. apply smooth_cont in Hf.
  pose proof (ex_RInt_from f 0 t (conj (Rle_refl 0) Ht) Hf) as I1.
  assert (I2 : ex_RInt (fun s => Rabs (f s)) 0 t) by (apply ex_RInt_from; [lra|now apply cont_from_abs]).
  split; [exact I1|split; [exact I2|]].
  set (g := fun s => f (Rmax 0 s)). assert (Hg : forall s, continuous g s) by now apply extended.
  set (K := RInt (fun s => Rabs (f s)) 0 t + Rabs (x 0)).
  assert (B : forall s, 0 <= s <= t -> Rabs (x s) <= K).
  { intros s Hs. eapply Rle_trans; [apply (state_size a f); auto; lra|]. unfold K. apply Rplus_le_compat_r.
    assert (J1 : ex_RInt (fun s => Rabs (f s)) 0 s) by (apply ex_RInt_from; [lra|now apply cont_from_abs]).
    assert (J2 : ex_RInt (fun s => Rabs (f s)) s t) by (apply ex_RInt_from; [lra|now apply cont_from_abs]).
    rewrite <- (RInt_Chasles _ 0 s t J1 J2). unfold plus; simpl.
    assert (0 <= RInt (fun s => Rabs (f s)) s t) by (apply RInt_ge_0; [lra|assumption|intros; apply Rabs_pos]). lra. }
  destruct Hx as [Sx Dx].
  set (w := fun s => RInt g 0 s - x s).
  assert (Cw : cont_from 0 w).
  { apply cont_from_minus; [apply (cont_from_derive 0 _ g); intros; now apply derive_RInt|now apply (smooth_cont 0)]. }
  assert (Dw : forall s, 0 < s < t -> is_derive w s (a * x s)).
  { intros s Hs. eapply is_derive_eq; [apply (is_derive_minus (fun s => RInt g 0 s) x); [now apply derive_RInt|apply Dx; lra]|].
    unfold minus, plus, opp; simpl. unfold g. rewrite Rmax_right by lra. ring. }
  assert (U : w t - w 0 <= a * K * (t - 0)).
  { apply (growth 0 0 t w (fun s => a * x s)); auto; [lra|]. intros s Hs. apply Rmult_le_compat_l; [lra|].
    eapply Rle_trans; [apply Rle_abs|apply B; lra]. }
  assert (L : - w t - - w 0 <= a * K * (t - 0)).
  { apply (growth 0 0 t (fun s => - w s) (fun s => - (a * x s))); [lra|now apply cont_from_opp| |].
    - intros s Hs. apply (is_derive_opp w). now apply Dw.
    - intros s Hs. rewrite Ropp_mult_distr_r. apply Rmult_le_compat_l; [lra|].
      eapply Rle_trans; [apply Rle_abs|]. rewrite Rabs_Ropp. apply B. lra. }
  assert (W0 : w 0 = - x 0) by (unfold w; rewrite RInt_point; unfold zero; simpl; ring).
  assert (Wt : RInt (fun s => f s) 0 t + x 0 - x t = w t - w 0).
  { rewrite W0. unfold w. rewrite (RInt_from (fun s => f s) t Ht). unfold g. ring. }
  rewrite Wt. fold K. apply Rabs_le. split; lra.
Qed.

Lemma state_max a F (f x : R -> R) t : 0 < a -> 0 <= t -> solves a f x ->
  (forall s, 0 <= s -> s <= t -> Rabs (f s) <= F) -> Rabs (x t) <= Rmax (Rabs (x 0) * a) F / a.
Proof.
  intros Ha Ht [Sx Dx] HF. pose proof (contraction a 0 t x f F ltac:(lra)) as K. rewrite Rminus_0_r in K.
  eapply Rle_trans; [apply K|].
  - lra.
  - now apply (smooth_cont 0).
  - intros s Hs. apply Dx. lra.
  - intros s Hs. apply HF; lra.
  - set (M := Rmax (Rabs (x 0) * a) F). assert (A : Rabs (x 0) * a <= M) by apply Rmax_l. assert (B : F <= M) by apply Rmax_r.
    pose proof (exp_pos (- (a * t))). assert (exp (- (a * t)) <= 1) by (apply exp_le_1, Rmult_le_pos; lra).
    apply Rmult_le_reg_r with a; [assumption|]. field_simplify; [|lra|lra]. nra.
Qed.

Theorem p_ODE_8_a : Statements.ODE_8_a.
Proof. intros F a f t x x_0 HF Ht Ha _ Hx <- HB. split; [lra|]. now apply (state_max a F f). Qed.

Theorem p_ODE_8_b : Statements.ODE_8_b.
Proof.
  intros F a f t x x_0 HF Ht Ha _ Hx <- HB Hp. exists (a * (f t - a * x t)). split.
  - apply (is_derive_scal x t a). now apply Hx.
  - pose proof (state_max a F f x t Ha Ht Hx HB) as B. set (M := Rmax (Rabs (x 0) * a) F) in *.
    rewrite Rabs_mult, (Rabs_right a), Rmult_comm by lra. apply Rmult_le_compat_r; [lra|].
    unfold Rminus. eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp, Rabs_mult, (Rabs_right a) by lra.
    rewrite Rplus_comm. apply Rplus_le_compat; [|apply HB; lra].
    apply (Rmult_le_compat_l a) in B; [|lra]. replace (a * (M / a)) with M in B by (field; lra). assumption.
Qed.

(* ---- oscillations and windows ---- *)

Lemma window omega p q : omega <> 0 -> ex_RInt (fun s => cos (omega * s)) p q /\
  RInt (fun s => cos (omega * s)) p q = (sin (omega * q) - sin (omega * p)) / omega.
Proof.
  intros Ho. apply (integral_by (fun s => sin (omega * s) / omega)).
  - intros s. auto_derive; [auto|field; assumption].
  - continuity_by_derivative.
  - field. assumption.
Qed.

Theorem p_ODE_9_a : Statements.ODE_9_a.
Proof.
  intros omega t tau Ho Ht Htau. destruct (window omega (t - tau) t) as [E ->]; [lra|]. split; [exact E|].
  replace (omega * t) with ((t - tau / 2) * omega + omega * tau / 2) by field.
  replace (omega * (t - tau)) with ((t - tau / 2) * omega - omega * tau / 2) by field.
  rewrite sin_plus, sin_minus. in_R. field. lra.
Qed.

Theorem p_ODE_9_b : Statements.ODE_9_b.
Proof.
  intros omega t tau Ho Ht Htau ->. destruct (window (2 * PI / tau) (t - tau) t) as [E ->]; [lra|]. split; [exact E|].
  replace (2 * PI / tau * t) with (2 * PI / tau * (t - tau) + 2 * 1 * PI) by (field; lra).
  rewrite sin_plus, <- (Rmult_1_r 2) at 1. 
  replace (2 * 1 * PI) with (2 * PI) by ring. rewrite cos_2PI, sin_2PI. in_R. unfold Rdiv. ring.
Qed.

(* the settled response, by gain and phase *)
Lemma phase a omega : 0 < a -> cos (atan (omega / a)) = a / sqrt (a ^ 2 + omega ^ 2) /\
  sin (atan (omega / a)) = omega / sqrt (a ^ 2 + omega ^ 2).
Proof.
  intros Ha. assert (P : 0 < a ^ 2 + omega ^ 2) by (assert (0 < a ^ 2) by (apply pow_lt; assumption); pose proof (pow2_ge_0 omega); lra).
  assert (Q : sqrt (1 + (omega / a)²) = sqrt (a ^ 2 + omega ^ 2) / a).
  { replace (1 + (omega / a)²) with ((a ^ 2 + omega ^ 2) / a ^ 2) by (unfold Rsqr; field; lra).
    rewrite sqrt_div_alt by (apply pow_lt; assumption). rewrite sqrt_pow2; lra. }
  pose proof (sqrt_lt_R0 _ P).
  rewrite cos_atan, sin_atan, Q. split; field; lra.
Qed.

Lemma oscillating a omega : 0 < a -> forall t,
  is_derive (fun t => cos (omega * t - atan (omega / a)) / sqrt (a ^ 2 + omega ^ 2)) t
    (cos (omega * t) - a * (cos (omega * t - atan (omega / a)) / sqrt (a ^ 2 + omega ^ 2))).
Proof.
  intros Ha t. assert (P : 0 < a ^ 2 + omega ^ 2) by (assert (0 < a ^ 2) by (apply pow_lt; assumption); pose proof (pow2_ge_0 omega); lra).
  pose proof (sqrt_lt_R0 _ P) as S. destruct (phase a omega Ha) as [Hc Hs].
  auto_derive; [auto|]. set (r := sqrt (a ^ 2 + omega ^ 2)) in *.
  change (sqrt (a * (a * 1) + omega * (omega * 1))) with r.
  assert (R : r * r = a ^ 2 + omega ^ 2) by (apply sqrt_sqrt; lra).
  replace (omega * t + - atan (omega / a)) with (omega * t - atan (omega / a)) by ring.
  rewrite sin_minus, cos_minus, Hc, Hs.
  apply Rmult_eq_reg_r with (r * r); [|nra].
  set (c := cos (omega * t)). set (s := sin (omega * t)).
  transitivity (omega * (c * omega - s * a)); [field; lra|].
  transitivity (c * (r * r) - a * (c * a + s * omega)); [rewrite R; ring|field; lra].
Qed.

Theorem p_ODE_10_a : Statements.ODE_10_a.
Proof.
  intros a omega t x x_0 Ho Ht Ha Hx <-.
  assert (P : 0 < a ^ 2 + omega ^ 2) by (assert (0 < a ^ 2) by (apply pow_lt; assumption); pose proof (pow2_ge_0 omega); lra).
  split; [lra|split; [lra|split; [lra|]]].
  set (y := fun t => cos (omega * t - atan (omega / a)) / sqrt (a ^ 2 + omega ^ 2)).
  set (k := x 0 - a / (a ^ 2 + omega ^ 2)).
  pose proof (is_solution a (fun t => cos (omega * t)) x (fun t => k * exp (- (a * t)) + y t) Hx) as U.
  rewrite U; [unfold y; ring| | |assumption].
  - intros s. eapply is_derive_eq.
    + apply (is_derive_plus (fun t => k * exp (- (a * t))) y).
      * auto_derive; [auto|reflexivity].
      * apply (oscillating a omega Ha).
    + unfold plus; cbn -[pow sqrt]. unfold y. ring.
  - unfold k, y. rewrite !Rmult_0_r, Ropp_0, exp_0. replace (0 - atan (omega / a)) with (- atan (omega / a)) by ring.
    rewrite cos_neg. destruct (phase a omega Ha) as [-> _].
    pose proof (sqrt_lt_R0 _ P). set (r := sqrt (a ^ 2 + omega ^ 2)) in *.
    replace (a / r / r) with (a / (r * r)) by (field; lra). unfold r. rewrite sqrt_sqrt by lra. field. lra.
Qed.

Lemma divisor a omega : Cplus (Cmult (RtoC omega) Ci) (RtoC a) = (a, omega).
Proof. unfold Cplus, Cmult, RtoC, Ci; simpl. f_equal; ring. Qed.

Lemma divisor_not_zero a omega : 0 < a -> (a, omega) <> RtoC 0.
Proof. intros H E. injection E. lra. Qed.

Theorem p_ODE_10_b : Statements.ODE_10_b.
Proof.
  intros a omega Ho Ha. rewrite divisor, cexp_turn. split; [now apply divisor_not_zero|].
  assert (P : 0 < a ^ 2 + omega ^ 2) by (assert (0 < a ^ 2) by (apply pow_lt; assumption); pose proof (pow2_ge_0 omega); lra).
  split; [lra|split; [lra|split; [lra|]]].
  rewrite cos_neg, sin_neg. destruct (phase a omega Ha) as [-> ->].
  pose proof (sqrt_lt_R0 _ P) as S. pose proof (sqrt_sqrt _ (Rlt_le _ _ P)) as R. set (r := sqrt (a ^ 2 + omega ^ 2)) in *.
  unfold Cinv, Cmult, RtoC; simpl fst; simpl snd. rewrite <- R. f_equal; field; lra.
Qed.

Theorem p_ODE_9_c : Statements.ODE_9_c.
Proof.
  intros a omega tau x Ho Htau Ha E Hx.
  assert (P : 0 < 4 * PI ^ 2 / tau ^ 2 + a ^ 2).
  { assert (0 < a ^ 2) by (apply pow_lt; assumption).
    replace (4 * PI ^ 2 / tau ^ 2) with (omega ^ 2) by (rewrite E; field; lra). pose proof (pow2_ge_0 omega). lra. }
  split; [exists 0; intros; lra|split; [exists 0; intros; lra|split; [exists 0; intros; lra|]]].
  assert (E1 : 2 * PI / (a * tau) = omega / a) by (rewrite E; field; lra).
  assert (E2 : 4 * PI ^ 2 / tau ^ 2 + a ^ 2 = a ^ 2 + omega ^ 2) by (rewrite E; field; lra).
  rewrite E1, E2.
  apply (is_lim_ext_loc (fun t => (x 0 - a / (a ^ 2 + omega ^ 2)) * exp (- (a * t)))).
  - exists 0. intros t Ht. pose proof (p_ODE_10_a a omega t x (x 0) Ho (Rlt_le _ _ Ht) Ha Hx eq_refl) as [_ [_ [_ F]]]. rewrite F. ring.
  - replace (Finite 0) with (Finite ((x 0 - a / (a ^ 2 + omega ^ 2)) * 0)) by (f_equal; ring). apply lim_scaled, exp_fades, Ha.
Qed.

Lemma window_sin omega p q : omega <> 0 -> ex_RInt (fun s => sin (omega * s)) p q /\
  RInt (fun s => sin (omega * s)) p q = (cos (omega * p) - cos (omega * q)) / omega.
Proof.
  intros Ho. apply (integral_by (fun s => - cos (omega * s) / omega)).
  - intros s. auto_derive; [auto|field; assumption].
  - continuity_by_derivative.
  - field. assumption.
Qed.

Theorem p_ODE_9_d : Statements.ODE_9_d.
Proof.
  intros a omega tau Ho Htau. split; [pose proof (pow2_ge_0 a); pose proof (pow2_ge_0 omega); lra|].
  destruct (window omega 0 tau) as [E1 ->]; [lra|]. destruct (window_sin omega 0 tau) as [E2 ->]; [lra|].
  split; [exact E1|split; [exact E2|]].
  match goal with |- 0 <= ?u /\ _ => assert (P : u = (2 * sin (omega * tau / 2) / omega)²) end.
  { rewrite Rmult_0_r, cos_0, sin_0. replace (omega * tau) with (2 * (omega * tau / 2)) by field.
    set (u := omega * tau / 2). rewrite cos_2a_sin, sin_2a.
    transitivity ((2 * sin u / omega)² * (cos u ^ 2 + sin u ^ 2)); [unfold Rsqr; in_R; field; lra|].
    rewrite turn_size. replace (2 * u / 2) with u by field. ring. }
  rewrite P. split; [apply Rle_0_sqr|].
  rewrite sqrt_Rsqr_abs. unfold Rdiv. rewrite !Rabs_mult, (Rabs_right 2), (Rabs_right (/ omega)); [field; lra| |lra].
  apply Rle_ge, Rlt_le, Rinv_0_lt_compat, Ho.
Qed.

Theorem p_ODE_9_e : Statements.ODE_9_e.
Proof.
  intros a tau Ht Ha. destruct (integral_by (fun s => s) (fun _ => 1) 0 tau tau) as [E ->].
  - intros s. apply (is_derive_id s).
  - intros s. apply continuous_const.
  - ring.
  - split; [exact E|split; [exact Ha|tauto]].
Qed.

Theorem p_ODE_9_f : Statements.ODE_9_f.
Proof.
  intros a tau Ht Ha. destruct (integral_by (fun s => s ^ 2 / (2 * tau)) (fun s => s / tau) 0 tau (tau / 2)) as [E ->].
  - intros s. auto_derive; [auto|field; lra].
  - continuity_by_derivative.
  - field. lra.
  - split; [exact E|split; [exact Ha|]]. split; intros H.
    + replace tau with (tau / 2 * 2) by field. rewrite H. in_R. field. assumption.
    + rewrite H. in_R. field. assumption.
Qed.

Theorem p_ODE_9_g : Statements.ODE_9_g.
Proof.
  intros omega t tau Ho Ht Htau.
  destruct (window omega (t - tau) t) as [E1 R1]; [lra|]. destruct (window_sin omega (t - tau) t) as [E2 R2]; [lra|].
  assert (C : forall v, cos (omega * v) = Re (cexp (Cmult (RtoC (omega * v)) Ci))) by (intros v; now rewrite cexp_turn).
  assert (S : forall v, sin (omega * v) = Im (cexp (Cmult (RtoC (omega * v)) Ci))) by (intros v; now rewrite cexp_turn).
  split; [now apply (ex_RInt_ext (fun v => cos (omega * v)))|].
  split; [now apply (ex_RInt_ext (fun v => sin (omega * v)))|].
  rewrite <- (RInt_ext (fun v => cos (omega * v)) (fun v => Re (cexp (Cmult (RtoC (omega * v)) Ci)))) by (intros; apply C).
  rewrite <- (RInt_ext (fun v => sin (omega * v)) (fun v => Im (cexp (Cmult (RtoC (omega * v)) Ci)))) by (intros; apply S).
  rewrite R1, R2, cexp_turn.
  replace (omega * t) with ((t - tau / 2) * omega + omega * tau / 2) by field.
  replace (omega * (t - tau)) with ((t - tau / 2) * omega - omega * tau / 2) by field.
  rewrite sin_plus, sin_minus, cos_plus, cos_minus.
  unfold Cmult, RtoC; simpl fst; simpl snd. f_equal; in_R; field; lra.
Qed.
