/** What a socket's error means to the person who has to mend it. */
export function socketFault(place: string, error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ECONNREFUSED':
      return `${place} refuses the connection: nothing listens there. Check the port, and that the device is up.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${place} is not known by this name. Check the host name, or use its address.`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return `${place} cannot be reached. Check its power, cable and address.`;
    case 'ECONNRESET':
    case 'EPIPE':
      return `${place} broke off the connection.`;
    default:
      return `${place}: ${error.message}`;
  }
}
