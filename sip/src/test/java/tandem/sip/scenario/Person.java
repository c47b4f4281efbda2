package tandem.sip.scenario;

import tandem.sip.build.ResponseBuilder;
import tandem.sip.dialog.DialogId;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.session.SessionInput;
import tandem.sip.transaction.ClientKey;
import tandem.sip.transaction.TransactionKey;

/** What the one who sits before the telephone does. */
interface Person {
  default void invited(UserAgent phone, DialogId call, SipRequest invite) {}

  default void changed(UserAgent phone, DialogId call, SipRequest offer) {
    phone.act(call, new SessionInput.Accept(Media.answer(offer)));
  }

  default void offered(UserAgent phone, DialogId call, SipResponse response) {
    phone.act(call, new SessionInput.Acknowledge(Media.answer(response)));
  }

  default void asked(UserAgent phone, DialogId call, TransactionKey key, SipRequest request) {
    phone.respond(key, ResponseBuilder.to(request, 200).build());
  }

  default void tryAgain(UserAgent phone, DialogId call) {}

  default void progressed(UserAgent phone, DialogId call, SipResponse response) {}

  default void accepted(UserAgent phone, DialogId call, SipResponse response) {}

  default void established(UserAgent phone, DialogId call, SipRequest ack) {}

  default void refused(UserAgent phone, ClientKey invite, int status) {}

  default void ended(UserAgent phone, DialogId call) {}

  /** A request outside dialogs but INVITE. */
  default void outside(UserAgent phone, TransactionKey key, SipRequest request) {
    phone.respond(key, ResponseBuilder.to(request, 200).toTag("x").build());
  }

  default void answered(UserAgent phone, ClientKey key, SipResponse response) {}
}
