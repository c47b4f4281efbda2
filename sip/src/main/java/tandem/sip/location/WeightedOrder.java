package tandem.sip.location;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import tandem.sip.location.DnsAnswer.Srv;

/** RFC 2782: by priority, and within one by chance according to the weights. */
final class WeightedOrder {

  private WeightedOrder() {}

  static List<Srv> of(List<Srv> records, RandomGenerator random) {
    List<Srv> left = new ArrayList<>(records);
    // Weight 0 first, as the RFC's running sum wants it: it is chosen rarely, not never.
    left.sort(Comparator.comparingInt(Srv::priority).thenComparingInt(Srv::weight));
    List<Srv> order = new ArrayList<>(left.size());
    while (!left.isEmpty()) {
      order.add(left.remove(choose(left, random)));
    }
    return order;
  }

  private static int choose(List<Srv> left, RandomGenerator random) {
    int priority = left.getFirst().priority();
    int sum = 0;
    for (Srv srv : left) {
      sum += srv.priority() == priority ? srv.weight() : 0;
    }
    int drawn = random.nextInt(sum + 1);
    int running = 0;
    for (int i = 0; i < left.size(); i++) {
      running += left.get(i).weight();
      if (running >= drawn) {
        return i;
      }
    }
    throw new IllegalStateException("the weights do not add up");
  }
}
