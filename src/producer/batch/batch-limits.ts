import { maxPropertiesBytes } from '../../message/prepare-message.js';

/**
 * Largest properties string of a message in a batch. Brokers add up to some 100 bytes (cluster, region, the batch's own) to each
 * message of a batch without a check; where that exceeds the limit of a record they answer "stored", and the message is lost: seen
 * on 4.9.7 with 32,767 and on 5.3.3 with 32,700 bytes.
 */
export const maxBatchedPropertiesBytes = maxPropertiesBytes - 1024;
