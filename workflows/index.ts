/** The workflows of this deployment: the names under which they are started. */
export { jurisdictionActivation } from './activation.ts';
export { bookingCase } from './booking.ts';
export { detainer } from './detainer.ts';
export { planLook } from './plan.ts';
export { overdueHoldWatch } from './watch.ts';
