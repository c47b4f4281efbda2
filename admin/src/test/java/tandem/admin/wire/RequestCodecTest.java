package tandem.admin.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.admin.request.Request;

class RequestCodecTest {

  static Stream<Arguments> requests() {
    return Stream.of(
        Arguments.of(new Request.Status(), "{\"v\":1,\"request\":\"status\"}"),
        Arguments.of(new Request.Watch(), "{\"v\":1,\"request\":\"watch\"}"),
        Arguments.of(
            new Request.Switchover(Optional.of("sip-2"), true, false),
            "{\"v\":1,\"request\":\"switchover\",\"to\":\"sip-2\",\"force\":true,\"wait\":false}"),
        Arguments.of(
            new Request.Switchover(Optional.empty(), false, true),
            "{\"v\":1,\"request\":\"switchover\",\"force\":false,\"wait\":true}"),
        Arguments.of(
            new Request.Maintenance(Optional.of("sip-1"), true, false),
            "{\"v\":1,\"request\":\"maintenance\",\"host\":\"sip-1\",\"on\":true,\"force\":false}"),
        Arguments.of(
            new Request.Events(Long.MAX_VALUE, true),
            "{\"v\":1,\"request\":\"events\",\"since\":9223372036854775807,\"follow\":true}"));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void goldenLines(Request request, String line) {
    assertThat(RequestCodec.encode(request)).isEqualTo(line);
    assertThat(RequestCodec.decode(line)).isEqualTo(new RequestCodec.Understood(request));
  }

  @Test
  void defaults() {
    assertThat(RequestCodec.decode("{\"v\":1,\"request\":\"switchover\"}"))
        .isEqualTo(
            new RequestCodec.Understood(new Request.Switchover(Optional.empty(), false, true)));
    assertThat(RequestCodec.decode("{\"v\":1,\"request\":\"events\"}"))
        .isEqualTo(new RequestCodec.Understood(new Request.Events(0, false)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hello | the request is not one JSON object on one line",
        "[] | the request is not one JSON object on one line",
        "{} | key 'v' is missing: this agent speaks version 1",
        "{\"v\":2,\"request\":\"status\"} | key 'v' is 2: this agent speaks version 1",
        "{\"v\":1} | key 'request' is missing: unknown",
        "{\"v\":1,\"request\":\"stauts\"} | key 'request' is \"stauts\": unknown",
        "{\"v\":1,\"request\":\"status\",\"to\":1} | key 'to' is 1: no such key in this request",
        "{\"v\":1,\"request\":\"switchover\",\"to\":1} | key 'to' is 1: must be a string",
        "{\"v\":1,\"request\":\"switchover\",\"force\":\"no\"} | key 'force' is \"no\": must be"
            + " true or false",
        "{\"v\":1,\"request\":\"maintenance\"} | key 'on' is missing: must be true or false",
        "{\"v\":1,\"request\":\"events\",\"since\":1.5} | key 'since' is 1.5: must be a whole"
            + " number",
      })
  void whatIsNoRequestIsToldWhy(String line, String error) {
    assertThat(RequestCodec.decode(line))
        .isInstanceOfSatisfying(
            RequestCodec.Malformed.class,
            malformed -> {
              assertThat(malformed.fault().error()).isEqualTo(error);
              assertThat(malformed.fault().mend()).isNotEmpty();
            });
  }

  @Test
  void neverThrows() {
    Random random = new Random(42);
    String seed = "{\"v\":1,\"request\":\"switchover\",\"to\":\"sip-2\",\"force\":true}";
    for (int i = 0; i < 5_000; i++) {
      StringBuilder line = new StringBuilder(seed);
      for (int j = 0; j <= i % 4; j++) {
        line.setCharAt(random.nextInt(line.length()), (char) random.nextInt(256));
      }
      assertThat(RequestCodec.decode(line.toString())).isNotNull();
      assertThat(AnswerCodec.decode(line.toString())).isNotNull();
    }
    assertThat(RequestCodec.decode("[".repeat(4_000))).isInstanceOf(RequestCodec.Malformed.class);
  }
}
