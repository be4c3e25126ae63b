/** Activities of the daily look at the plan, in the `case` zone. Idempotent; they act for its workflow alone. */
export interface PlanActivities {
  /** Raises or closes the alarms about the plan as it stands at `now` (ISO, the workflow's time), and answers how many jurisdictions are behind. */
  lookAtPlan(look: { readonly now: string }): Promise<{ readonly behind: number }>;
}
