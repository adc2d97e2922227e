/** A server waits so long for the end of a TLS handshake that its client has left. */
const patienceMs = 5000;

function openSockets(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap' || kind === 'TLSWrap')
    .length;
}

/** Resolves, when it is called later, as soon as no more sockets are open in this process than now; or after five seconds. */
export function settleToNow(): () => Promise<void> {
  const count = openSockets();
  return async () => {
    const deadline = performance.now() + patienceMs;
    while (openSockets() > count && performance.now() < deadline)
      await new Promise((resolve) => setImmediate(resolve));
  };
}
