/** The name and message of the error with which the promise rejects. */
export function messageOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no error',
    ({ name, message }: Error) => `${name}: ${message}`,
  );
}
