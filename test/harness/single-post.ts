import { request } from 'node:http';

/** HTTP over a connection of its own; rejects when the connection broke before the answer was whole. */
export function singlePost(
  url: string,
  operation: string,
  options: { body: object; token: string | undefined },
): Promise<{ status: number; body: never }> {
  const text = JSON.stringify(options.body);
  return new Promise((resolve, reject) => {
    const asked = request(
      `${url}/api/v1/${operation.replace('.', '/')}`,
      {
        method: 'POST',
        agent: false,
        timeout: 10_000,
        headers: {
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(text),
          ...(options.token === undefined ? {} : { Authorization: `Bearer ${options.token}` }),
        },
      },
      (answer) => {
        let body = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => {
          body += chunk;
        });
        answer.on('error', reject);
        answer.on('end', () => {
          if (answer.complete) resolve({ status: answer.statusCode ?? 0, body: JSON.parse(body) as never });
          else reject(new Error('the answer was cut off'));
        });
      },
    );
    asked.on('error', reject);
    asked.on('timeout', () => asked.destroy(new Error('no answer within ten seconds')));
    asked.end(text);
  });
}
