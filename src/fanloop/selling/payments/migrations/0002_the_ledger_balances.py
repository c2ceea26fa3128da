"""The database itself refuses a transaction that does not balance, and any change to what is written."""

from django.db import migrations

BALANCE = """
CREATE FUNCTION payments_transaction_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted bigint;
    lines integer;
    lopsided integer;
BEGIN
    IF TG_TABLE_NAME = 'payments_entry' THEN wanted := NEW.transaction_id; ELSE wanted := NEW.id; END IF;
    SELECT coalesce(sum(n), 0), count(*) FILTER (WHERE total <> 0) INTO lines, lopsided
    FROM (SELECT count(*) AS n, sum(minor) AS total FROM payments_entry
          WHERE transaction_id = wanted GROUP BY currency) AS sums;
    IF lines < 2 OR lopsided > 0 THEN
        RAISE EXCEPTION 'transaction % does not balance', wanted USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER a_transaction_balances AFTER INSERT ON payments_transaction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_transaction_balances();

CREATE CONSTRAINT TRIGGER an_entry_balances AFTER INSERT ON payments_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_transaction_balances();

CREATE FUNCTION payments_entry_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.currency <> (SELECT currency FROM payments_account WHERE id = NEW.account_id) THEN
        RAISE EXCEPTION 'account % holds another currency than %', NEW.account_id, NEW.currency
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER an_entry_fits_its_account BEFORE INSERT ON payments_entry
    FOR EACH ROW EXECUTE FUNCTION payments_entry_fits();

CREATE FUNCTION payments_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER entries_stay BEFORE UPDATE OR DELETE ON payments_entry
    FOR EACH ROW EXECUTE FUNCTION payments_append_only();

CREATE TRIGGER transactions_stay BEFORE UPDATE OR DELETE ON payments_transaction
    FOR EACH ROW EXECUTE FUNCTION payments_append_only();
"""

UNDO = """
DROP TRIGGER transactions_stay ON payments_transaction;
DROP TRIGGER entries_stay ON payments_entry;
DROP TRIGGER an_entry_fits_its_account ON payments_entry;
DROP TRIGGER an_entry_balances ON payments_entry;
DROP TRIGGER a_transaction_balances ON payments_transaction;
DROP FUNCTION payments_append_only;
DROP FUNCTION payments_entry_fits;
DROP FUNCTION payments_transaction_balances;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]
    operations = [migrations.RunSQL(BALANCE, UNDO)]
