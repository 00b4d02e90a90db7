// What the list of API bases means for the provider's pages.

/**
 * The sources for the pages' Content-Security-Policy. `connect`: the API bases' origins. `frame`: what a surface may
 * show, which is any bank (https), and pages on loopback where the list has such API bases.
 *
 * @throws Error for what is no list, or can't stand in a policy
 */
export function policySources(apiBases) {
  if (!Array.isArray(apiBases) || apiBases.length === 0) throw new Error('apiBases must be a list of URLs.');
  const origins = apiBases.map((base) => {
    const origin = /^https?:\/\/[a-z0-9.*-]+(:(\d+|\*))?(?=\/|$)/i.exec(base)?.[0];
    if (!origin) throw new Error(`${JSON.stringify(base)} can't stand in a content security policy; write scheme://host[:port].`);
    return origin;
  });
  const connect = [...new Set(origins)];
  const frame = ['https:', ...connect.filter((origin) => origin.startsWith('http:'))];
  return { connect: connect.join(' '), frame: frame.join(' ') };
}
