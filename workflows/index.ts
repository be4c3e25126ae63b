/** The workflows of this deployment: the names under which they are started. */
export { bookingCase } from './booking.ts';
export { detainer } from './detainer.ts';
export { overdueHoldWatch } from './watch.ts';
