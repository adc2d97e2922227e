import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { administeringStops } from './support/java-tour/administering-stops.js';
import { consumingStops } from './support/java-tour/consuming-stops.js';
import { groupStops } from './support/java-tour/group-stops.js';
import { delayingStops } from './support/java-tour/delaying-stops.js';
import { sendingStops } from './support/java-tour/sending-stops.js';
import { createTour } from './support/java-tour/create-tour.js';

describeBroker(
  'the official Java client on a tour',
  (broker, { version }) => {
    const stop = createTour(broker, version);
    sendingStops(stop);
    delayingStops(stop);
    consumingStops(stop);
    administeringStops(stop);
    groupStops(stop);
  },
  { needsJava: true, slow: true },
);
