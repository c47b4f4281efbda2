package tandem.sip.transaction;

/** What a transaction is found by. */
public sealed interface TransactionId permits ClientKey, TransactionKey {}
