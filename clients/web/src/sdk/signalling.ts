import { type JoinAnswer, JoinError, type JoinRequest } from './transport';

/** What is asked beside who wants to join: an SDP offer, or a WebSocket's ticket. */
type JoinBody = JoinRequest & ({ readonly sdp: string } | { readonly transport: 'websocket' });

export interface JoinReply {
  readonly answer: JoinAnswer;
  /** Another field of the answer; throws where it is not there. */
  text(field: string): string;
}

/**
 * The one HTTP round trip of a join: `docs/protocol/joining.md`.
 *
 * @param baseUrl the server's address; empty for the page's own
 */
export async function postJoin(baseUrl: string, body: JoinBody, signal: AbortSignal): Promise<JoinReply> {
  let response: Response;
  try {
    response = await fetch(`${baseUrl}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    });
  } catch {
    throw unreachable(signal);
  }
  const reply = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (!response.ok) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    throw new JoinError(
      typeof reply.error === 'string' ? reply.error : `http_${response.status}`,
      typeof reply.message === 'string' ? reply.message : `The server answered ${response.status}.`,
      Number.isFinite(seconds) ? seconds * 1000 : undefined,
    );
  }
  const text = (field: string): string => {
    const value = reply[field];
    if (typeof value !== 'string') {
      throw new JoinError('bad_answer', `The server's answer has no ${field}.`, undefined);
    }
    return value;
  };
  return {
    answer: {
      playerId: text('playerId'),
      name: text('name'),
      token: text('token'),
      protocolVersion: Number(reply.protocolVersion),
    },
    text,
  };
}

/** No answer: in time, or at all. */
export function unreachable(signal: AbortSignal): JoinError {
  const text = signal.aborted ? 'The server did not answer in time.' : 'The server cannot be reached.';
  return new JoinError('unreachable', text, undefined);
}
