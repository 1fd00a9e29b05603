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
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return `${place} does not speak TLS. Turn TLS on at the device, use its port for TLS, or take tls out of the settings.`;
    case 'ERR_SSL_UNSUPPORTED_PROTOCOL':
    case 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION':
      return `${place} speaks only versions of TLS older than 1.2, which are not safe. Update its firmware.`;
    case 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE':
    case 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED':
      return `${place} refuses the TLS handshake: it may ask for a certificate of the gateway, which has none.`;
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return `${place} shows a certificate that is not trusted here. Give it one of a known authority, or start the gateway with NODE_EXTRA_CA_CERTS set to the file of its own.`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `${place} shows a certificate for another name. Write the name of the certificate into the address.`;
    case 'CERT_HAS_EXPIRED':
      return `${place} shows a certificate that has expired. Renew it, and look at the clock of this machine.`;
    case 'CERT_NOT_YET_VALID':
      return `${place} shows a certificate that is not valid yet. Look at the clock of this machine, and of the one that made it.`;
    default:
      return `${place}: ${error.message}`;
  }
}
