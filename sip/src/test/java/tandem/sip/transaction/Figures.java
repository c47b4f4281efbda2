package tandem.sip.transaction;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tandem.sip.message.SipRequest;
import tandem.sip.transaction.Probe.Row;

/** The arrows of the four machines as the code has them. */
final class Figures {

  private static final SipRequest INVITE = Sample.request("INVITE", "z9hG4bKi");
  private static final SipRequest OPTIONS = Sample.request("OPTIONS", "z9hG4bKo");

  private Figures() {}

  private static Map<String, ClientInput> clientInputs(SipRequest request) {
    Map<String, ClientInput> inputs = new LinkedHashMap<>();
    inputs.put("Begin", new ClientInput.Begin());
    inputs.put("1xx", new ClientInput.Received(Sample.response(request, 180)));
    inputs.put("2xx", new ClientInput.Received(Sample.response(request, 200)));
    inputs.put("3xx-6xx", new ClientInput.Received(Sample.response(request, 486)));
    inputs.put("TransportError", new ClientInput.TransportError());
    return inputs;
  }

  private static final byte[] RINGING = Sample.answer(INVITE, 180);
  private static final byte[] ACCEPTED = Sample.answer(INVITE, 200);
  private static final byte[] REFUSED = Sample.answer(INVITE, 486);

  private static Map<String, ServerInput> serverInputs() {
    Map<String, ServerInput> inputs = new LinkedHashMap<>();
    inputs.put("Begin", new ServerInput.Begin());
    inputs.put("Again", new ServerInput.Again());
    inputs.put("Respond 1xx", new ServerInput.Respond(180, RINGING));
    inputs.put("Respond 2xx", new ServerInput.Respond(200, ACCEPTED));
    inputs.put("Respond 3xx-6xx", new ServerInput.Respond(486, REFUSED));
    inputs.put("Acknowledged", new ServerInput.Acknowledged());
    inputs.put("TransportError", new ServerInput.TransportError());
    return inputs;
  }

  private static String shown(ClientEffect effect) {
    return switch (effect) {
      case ClientEffect.Send(byte[] message) -> Probe.sent(message);
      case ClientEffect.Deliver _ -> "Deliver";
      case ClientEffect.Ended(End why) -> "Ended " + why;
    };
  }

  private static String shown(ServerEffect effect) {
    return switch (effect) {
      case ServerEffect.Send(byte[] response) -> Probe.sent(response, RINGING, ACCEPTED, REFUSED);
      case ServerEffect.Deliver _ -> "Deliver";
      case ServerEffect.DeliverAck _ -> "DeliverAck";
      case ServerEffect.Unsent _ -> "Unsent";
      case ServerEffect.Ended(End why) -> "Ended " + why;
    };
  }

  static List<Row> inviteClient() {
    return new Probe<>(
            () -> new InviteClient(Timers.DEFAULT, false, INVITE),
            m -> ((InviteClient) m).state(),
            Figures::shown,
            new ClientInput.Timeout(),
            clientInputs(INVITE))
        .rows(
            List.of(
                List.of(),
                List.of("Begin"),
                List.of("Begin", "1xx"),
                List.of("Begin", "3xx-6xx"),
                List.of("Begin", "2xx"),
                List.of("Begin", "TransportError")));
  }

  static List<Row> nonInviteClient() {
    return new Probe<>(
            () -> new NonInviteClient(Timers.DEFAULT, false, OPTIONS),
            m -> ((NonInviteClient) m).state(),
            Figures::shown,
            new ClientInput.Timeout(),
            clientInputs(OPTIONS))
        .rows(
            List.of(
                List.of(),
                List.of("Begin"),
                List.of("Begin", "1xx"),
                List.of("Begin", "2xx"),
                List.of("Begin", "TransportError")));
  }

  static List<Row> inviteServer() {
    return named(
        new Probe<>(
                () -> new InviteServer(Timers.DEFAULT, false, INVITE),
                m -> ((InviteServer) m).state(),
                Figures::shown,
                new ServerInput.Timeout(),
                serverInputs())
            .rows(
                List.of(
                    List.of(),
                    List.of("Begin"),
                    List.of("Begin", "Respond 1xx"),
                    List.of("Begin", "Respond 3xx-6xx"),
                    List.of("Begin", "Respond 3xx-6xx", "Acknowledged"),
                    List.of("Begin", "Respond 2xx"),
                    List.of("Begin", "Respond 2xx", "Timer L"))));
  }

  static List<Row> nonInviteServer() {
    return named(
        new Probe<>(
                () -> new NonInviteServer(Timers.DEFAULT, false),
                m -> ((NonInviteServer) m).state(),
                Figures::shown,
                new ServerInput.Timeout(),
                serverInputs())
            .rows(
                List.of(
                    List.of(),
                    List.of("Begin"),
                    List.of("Begin", "Respond 1xx"),
                    List.of("Begin", "Respond 2xx"),
                    List.of("Begin", "Respond 2xx", "Timer J"))));
  }

  /** What is sent without having been handed over is what was sent last. */
  private static List<Row> named(List<Row> rows) {
    return rows.stream()
        .map(
            row ->
                row.effects().equals("Send") && !row.input().startsWith("Respond")
                    ? new Row(row.state(), row.input(), row.next(), "Send last")
                    : row)
        .toList();
  }
}
