import type { Logger } from '../../runtime/logger.js';
import type { BrokerHealthState } from '../health/broker-health.js';
import type { BrokerEvent } from './broker-event.js';

type HealthChange = Extract<BrokerEvent, { readonly type: 'broker-health-changed' }>;

/** States that somebody should hear of who does not look at health. */
const troubles: ReadonlySet<BrokerHealthState> = new Set(['unhealthy', 'suspended', 'failed']);

/**
 * Writes what happened to a broker to the log: trouble as warnings, the end of trouble and where work goes meanwhile as information. A
 * broker that stays away is suspended again after each probe: only the first time is a warning, the others are `debug`.
 */
export function logBrokerEvent(logger: Logger, event: BrokerEvent, brokerName: string | undefined): void {
  switch (event.type) {
    case 'broker-health-changed':
      logHealthChange(logger, event, brokerName);
      break;
    case 'broker-added':
      logger.debug('A broker was found', { brokerName, address: event.address });
      break;
    case 'broker-removed':
      logger.info('A broker is in no route any more', { brokerName, address: event.address });
      break;
    case 'broker-going-away':
      logger.info('A broker shuts down', { brokerName, address: event.address });
      break;
    case 'reading-moved':
      logger.info('Reading has moved to another broker', { brokerName, from: event.from, to: event.to });
      break;
  }
}

function logHealthChange(logger: Logger, change: HealthChange, brokerName: string | undefined): void {
  const { address, from, to, health } = change;
  const text = `A broker is ${to}`;
  if (troubles.has(to)) {
    const { lastFailure, lastError } = health;
    const isKnown = from === 'recovering' && to === 'suspended';
    const fields = { brokerName, address, from, failure: lastFailure, reason: String(lastError) };
    if (isKnown) logger.debug(text, fields);
    else logger.warn(text, fields);
    return;
  }
  const fields = { brokerName, address, from, latencyMs: health.latencyMs };
  if (to === 'recovering' || from === 'unknown') logger.debug(text, fields);
  else logger.info(text, fields);
}
