// The API of this machine: nothing else is ever asked.

/** What went wrong, as one sentence for a person. */
export class Problem extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

/** Shows the token; the answer's cookie, which no script can read, stands for it from then on. */
export const enter = token => get(`api/config${query({ token })}`);

async function ask(method, path, body, signal) {
  const headers = { Accept: 'application/json' };
  if (method === 'POST') headers['Content-Type'] = 'application/json';
  let reply;
  try {
    reply = await fetch(path, { method, headers, signal, body: method === 'POST' ? JSON.stringify(body ?? {}) : undefined, cache: 'no-store' });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem(0, 'Lector does not answer. Is it still running on that machine?');
  }
  if (!reply.ok) throw new Problem(reply.status, await sentence(reply));
  return reply;
}

async function sentence(reply) {
  try {
    const problem = await reply.json();
    const told = problem.detail ?? problem.title;
    if (told) return told;
  } catch { /* not a problem document */ }
  return `Lector answered ${reply.status} ${reply.statusText}.`.replace(' .', '.');
}

const get = async (path, signal) => (await ask('GET', path, null, signal)).json();
const text = async (path, signal) => (await ask('GET', path, null, signal)).text();
const post = (path, body) => ask('POST', path, body);
const query = values => {
  const given = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== ''));
  return given.size ? `?${given}` : '';
};
const of = ask => `api/asks/${encodeURIComponent(ask.id)}`;

export const config = signal => get('api/config', signal);
export const matters = signal => get('api/matters', signal);
/** Uploads that were not taken; what the page shows beside everything else does not end it. */
export const notices = signal => get('api/notices', signal).catch(() => []);
export const asks = (matter, signal) => get(`api/asks${query({ matter })}`, signal);

/** Starts an ask; its id. */
export async function start(body) {
  const reply = await post('api/asks', body);
  const place = reply.headers.get('Location') ?? '';
  const id = place.match(/\/asks\/([^/?#]+)/)?.[1];
  return id ? decodeURIComponent(id) : (await reply.json()).id;
}

// An ask is { id, run }: without a run, its latest.
export const status = (ask, signal) => get(of(ask) + query({ run: ask.run }), signal);
export const runs = (ask, signal) => get(`${of(ask)}/runs`, signal);
export const answer = (ask, signal) => get(`${of(ask)}/answer${query({ run: ask.run })}`, signal);
export const request = (ask, signal) => get(`${of(ask)}/request${query({ run: ask.run })}`, signal);
export const evidence = (ask, number, signal) => get(`${of(ask)}/evidence/${number}${query({ run: ask.run })}`, signal);
export const documents = (ask, page, signal) => get(`${of(ask)}/documents${query({ run: ask.run, ...page })}`, signal);
export const ledger = (ask, signal) => text(`${of(ask)}/ledger${query({ run: ask.run })}`, signal);
export const approve = (ask, word) => post(`${of(ask)}/approve${query({ run: ask.run })}`, word);
export const terminate = ask => post(`${of(ask)}/terminate${query({ run: ask.run })}`);
export const place = (ask, what) => `${of(ask)}/${what}${query({ run: ask.run })}`;
