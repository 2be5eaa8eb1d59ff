package org.stellaops.signer.architecture.planted.verify;

import java.net.Socket;

/** Breaks: the reader of signatures opens no socket. */
public final class Calls {
  boolean local(Socket socket) {
    return socket.isConnected();
  }
}
