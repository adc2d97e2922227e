// The service that the test files test: it bills every order, and retries one that fails after ten seconds.

/** Bills the orders of a client until it is unsubscribed; emits every order that was billed. */
export function startBilling(mq, bill) {
  const consumer = mq.consumer({ group: 'billing', subscribe: { orders: '*' }, from: 'first' });
  return consumer.run(
    async (delivery) => {
      const order = delivery.json();
      await bill(order);
      return order;
    },
    { concurrency: 4, onError: () => ({ retry: { delayMs: 10_000 } }) },
  );
}
