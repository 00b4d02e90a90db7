// Counts what a page holds: listeners on its window, document and elements, timers, and message channels.
// `leftovers()` gives the numbers, and where each thing that is still there was made.

'use strict';

const held = { listeners: new Set(), timers: new Map(), channels: new Set() };
const made = () => new Error().stack;

const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
const captures = (options) => options === true || Boolean(options?.capture);
const find = (...wanted) => [...held.listeners].find(({ key }) => key.every((part, index) => part === wanted[index]));

EventTarget.prototype.addEventListener = function (type, listener, options) {
  const target = this ?? window;
  const key = [target, type, listener, captures(options)];
  const { signal, once } = Object(options);
  if ((target === window || target instanceof Node) && listener && !signal?.aborted && !find(...key)) {
    const entry = { key, made: `${type}\n${made()}` };
    const forget = () => held.listeners.delete(entry);
    held.listeners.add(entry);
    if (signal) add.call(signal, 'abort', forget);
    if (once) add.call(target, type, forget, { once, capture: captures(options) });
  }
  return add.call(target, type, listener, options);
};
EventTarget.prototype.removeEventListener = function (type, listener, options) {
  const target = this ?? window;
  held.listeners.delete(find(target, type, listener, captures(options)));
  return remove.call(target, type, listener, options);
};

const { setTimeout: later, setInterval: regularly } = window;
window.setTimeout = (act, ...others) => {
  const timer = later((...given) => {
    held.timers.delete(timer);
    act(...given);
  }, ...others);
  held.timers.set(timer, made());
  return timer;
};
window.setInterval = (...given) => {
  const timer = regularly(...given);
  held.timers.set(timer, made());
  return timer;
};
for (const name of ['clearTimeout', 'clearInterval']) {
  const clear = window[name];
  window[name] = (timer) => {
    held.timers.delete(timer);
    clear(timer);
  };
}

const Channel = window.MessageChannel;
window.MessageChannel = function () {
  const channel = new Channel();
  const entry = { made: made() };
  held.channels.add(entry);
  // Whichever end is closed, the other one is, too.
  for (const port of [channel.port1, channel.port2]) {
    port.close = () => {
      held.channels.delete(entry);
      MessagePort.prototype.close.call(port);
    };
  }
  return channel;
};

window.leftovers = () => {
  const listeners = [...held.listeners].filter(({ key: [target] }) => target === window || target.isConnected);
  return {
    listeners: listeners.length,
    timers: held.timers.size,
    channels: held.channels.size,
    elements: document.querySelectorAll('*').length,
    made: [...listeners, ...held.channels].map((entry) => entry.made).concat(...held.timers.values()),
  };
};
