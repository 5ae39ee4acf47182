// An MQTT client that remembers every topic and can wait for a message.
import mqtt from "mqtt";

export async function listen(url, topics) {
  const client = await mqtt.connectAsync(url);
  const retained = new Map();
  const waiters = new Set();
  client.on("message", (topic, payload) => {
    const text = payload.toString();
    let value = text;
    try {
      value = JSON.parse(text);
    } catch {
      /* plain text */
    }
    retained.set(topic, value);
    for (const waiter of waiters) waiter(topic, value);
  });
  await client.subscribeAsync(topics);
  const message = (topic, match = () => true, timeoutMs = 10_000) =>
    new Promise((resolve, reject) => {
      const waiter = (t, value) => {
        if (t !== topic || !match(value)) return;
        waiters.delete(waiter);
        clearTimeout(timer);
        resolve(value);
      };
      const timer = setTimeout(() => {
        waiters.delete(waiter);
        reject(new Error(`nothing on ${topic}: ${match}`));
      }, timeoutMs);
      waiters.add(waiter);
    });
  const send = (topic, payload) => client.publishAsync(topic, JSON.stringify(payload));
  // a request to Zigbee2MQTT's bridge, and its answer
  const request = async (base, path, payload, timeoutMs) => {
    const answer = message(`${base}/bridge/response/${path}`, (value) => value.transaction === payload.transaction, timeoutMs);
    await send(`${base}/bridge/request/${path}`, payload);
    return answer;
  };
  return { client, retained, waiters, message, send, request };
}
