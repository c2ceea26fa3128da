"""What PostgreSQL itself does for a batch of claims: one call, one round trip, and the lock is held no longer than that."""

CHAIN = """
CREATE FUNCTION stock_chain(p_pool bigint, p_first integer, p_last integer, p_at timestamptz)
RETURNS void LANGUAGE sql VOLATILE AS $$
    WITH before AS (
        SELECT coalesce((SELECT hash FROM stock_batch WHERE pool_id = p_pool ORDER BY last DESC LIMIT 1),
                        repeat('0', 64)) AS prev
    ), lines AS (
        SELECT string_agg(concat_ws(' ', number, fan_id, slot, quantity,
                   (extract(epoch FROM at) * 1000000)::bigint, key), E'\\n' ORDER BY number) AS said
        FROM stock_claim WHERE pool_id = p_pool AND number BETWEEN p_first AND p_last
    )
    INSERT INTO stock_batch (pool_id, first, last, at, prev, hash)
    SELECT p_pool, p_first, p_last, p_at, prev, encode(sha256(convert_to(concat_ws(E'\\n', prev,
        concat_ws(' ', p_pool, p_first, p_last), said), 'UTF8')), 'hex')
    FROM before, lines
$$;
"""

# The salt keeps who claimed out of what is published (rules/chain.py).
SALTED_CHAIN = """
CREATE OR REPLACE FUNCTION stock_chain(p_pool bigint, p_first integer, p_last integer, p_at timestamptz)
RETURNS void LANGUAGE sql VOLATILE AS $$
    WITH fresh AS MATERIALIZED (
        SELECT replace(gen_random_uuid()::text, '-', '') AS salt
    ), before AS (
        SELECT coalesce((SELECT hash FROM stock_batch WHERE pool_id = p_pool ORDER BY last DESC LIMIT 1),
                        repeat('0', 64)) AS prev
    ), lines AS (
        SELECT string_agg(concat_ws(' ', number, quantity, (extract(epoch FROM at) * 1000000)::bigint,
                   encode(sha256(convert_to(concat_ws(' ', salt, fan_id, slot, key), 'UTF8')), 'hex')), E'\\n' ORDER BY number) AS said
        FROM stock_claim CROSS JOIN fresh WHERE pool_id = p_pool AND number BETWEEN p_first AND p_last
    )
    INSERT INTO stock_batch (pool_id, first, last, at, prev, hash, salt)
    SELECT p_pool, p_first, p_last, p_at, prev, encode(sha256(convert_to(concat_ws(E'\\n', prev,
        concat_ws(' ', p_pool, p_first, p_last), said), 'UTF8')), 'hex'), salt
    FROM before, lines, fresh
$$;
"""

CLAIM = """
CREATE OR REPLACE FUNCTION stock_claim_batch(
    p_pool bigint, p_fans bigint[], p_quantities integer[], p_keys text[],
    p_ahead interval, p_hold interval, p_most_holds integer,
    OUT o_places integer[], OUT o_claims bigint[], OUT o_numbers integer[], OUT o_quantities integer[],
    OUT o_untils float8[], OUT o_whys text[], OUT o_remaining integer, OUT o_sequence integer
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_at timestamptz;
    v_is_open boolean;
    v_places integer[]; v_fans bigint[]; v_slots integer[]; v_quantities integer[]; v_keys text[];
    v_wanted bigint;
    v_left integer;
    v_granted integer[];
BEGIN
    SELECT remaining, sequence, coalesce(hold, p_hold) INTO o_remaining, o_sequence, p_hold
    FROM stock_pool WHERE id = p_pool FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN; END IF;
    -- Asked after the lock: times run as the numbers do, and all machines have this one clock.
    v_at := clock_timestamp() + p_ahead;
    SELECT is_open INTO v_is_open FROM stock_gate WHERE pool_id = p_pool ORDER BY id DESC LIMIT 1;

    -- A later statement than the lock, so it sees what those before us have committed.
    WITH judged AS MATERIALIZED (
        SELECT a.place::integer AS place, a.fan, a.quantity, a.key, k.id, k.number, k.held, k.until,
               coalesce(f.slot + 1, 0) AS slot,
               CASE WHEN k.id IS NOT NULL THEN 'mine'
                    WHEN f.is_repeat THEN 'released'
                    WHEN NOT coalesce(v_is_open, true) THEN 'stopped'
                    WHEN f.holds >= p_most_holds THEN 'holds'
                    ELSE 'fresh' END AS why
        FROM unnest(p_fans, p_quantities, p_keys) WITH ORDINALITY AS a(fan, quantity, key, place)
        CROSS JOIN LATERAL (
            SELECT max(c.slot) FILTER (WHERE c.pool_id = p_pool) AS slot,
                   bool_or(c.key = a.key) AS is_repeat,
                   min(c.id) FILTER (WHERE c.pool_id = p_pool AND r.id IS NULL) AS mine,
                   -- What is ordered from the shelf and not yet paid hoards nothing of a drop.
                   count(h.until) FILTER (WHERE c.pool_id <> p_pool AND c.key !~ '^(cart|shelf_line):') AS holds
            FROM stock_claim c
            LEFT JOIN stock_hold h ON h.claim_id = c.id
            LEFT JOIN stock_release r ON r.claim_id = c.id
            WHERE c.fan_id = a.fan
        ) f
        LEFT JOIN LATERAL (
            SELECT c.id, c.number, c.quantity AS held, h.until
            FROM stock_claim c LEFT JOIN stock_hold h ON h.claim_id = c.id WHERE c.id = f.mine
        ) k ON f.mine IS NOT NULL
    )
    SELECT array_agg(place ORDER BY place) FILTER (WHERE why <> 'fresh'),
           array_agg(id ORDER BY place) FILTER (WHERE why <> 'fresh'),
           array_agg(number ORDER BY place) FILTER (WHERE why <> 'fresh'),
           array_agg(held ORDER BY place) FILTER (WHERE why <> 'fresh'),
           array_agg(extract(epoch FROM until)::float8 ORDER BY place) FILTER (WHERE why <> 'fresh'),
           array_agg(why ORDER BY place) FILTER (WHERE why <> 'fresh'),
           array_agg(place ORDER BY place) FILTER (WHERE why = 'fresh'),
           array_agg(fan ORDER BY place) FILTER (WHERE why = 'fresh'),
           array_agg(slot ORDER BY place) FILTER (WHERE why = 'fresh'),
           array_agg(quantity ORDER BY place) FILTER (WHERE why = 'fresh'),
           array_agg(key ORDER BY place) FILTER (WHERE why = 'fresh'),
           sum(quantity) FILTER (WHERE why = 'fresh')
    INTO o_places, o_claims, o_numbers, o_quantities, o_untils, o_whys,
         v_places, v_fans, v_slots, v_quantities, v_keys, v_wanted
    FROM judged;

    IF v_places IS NULL OR o_remaining = 0 THEN RETURN; END IF;

    -- Near the end each is judged by itself: a small wish is granted after a large one was refused.
    IF v_wanted > o_remaining THEN
        v_left := o_remaining;
        v_granted := '{}';
        FOR i IN 1 .. array_length(v_places, 1) LOOP
            IF v_quantities[i] <= v_left THEN
                v_left := v_left - v_quantities[i];
                v_granted := v_granted || i;
            END IF;
            EXIT WHEN v_left = 0;
        END LOOP;
        IF v_left = o_remaining THEN RETURN; END IF;
        SELECT array_agg(v_places[i]), array_agg(v_fans[i]), array_agg(v_slots[i]), array_agg(v_quantities[i]),
               array_agg(v_keys[i]), sum(v_quantities[i])
        INTO v_places, v_fans, v_slots, v_quantities, v_keys, v_wanted
        FROM unnest(v_granted) AS i;
    END IF;

    WITH new AS (
        INSERT INTO stock_claim (pool_id, fan_id, slot, quantity, number, at, key)
        SELECT p_pool, fan, slot, quantity, o_sequence + nth, v_at, key
        FROM unnest(v_fans, v_slots, v_quantities, v_keys) WITH ORDINALITY AS n(fan, slot, quantity, key, nth)
        RETURNING id, number, quantity
    ), held AS (
        INSERT INTO stock_hold (claim_id, until) SELECT id, v_at + p_hold FROM new WHERE p_hold IS NOT NULL
    )
    SELECT o_places || array_agg(v_places[number - o_sequence] ORDER BY number),
           o_claims || array_agg(id ORDER BY number), o_numbers || array_agg(number ORDER BY number),
           o_quantities || array_agg(quantity ORDER BY number),
           o_untils || array_agg(extract(epoch FROM v_at + p_hold)::float8), o_whys || array_agg('new'::text)
    INTO o_places, o_claims, o_numbers, o_quantities, o_untils, o_whys
    FROM new;

    PERFORM stock_chain(p_pool, o_sequence + 1, o_sequence + array_length(v_places, 1), v_at);
    o_remaining := o_remaining - v_wanted;
    o_sequence := o_sequence + array_length(v_places, 1);
    UPDATE stock_pool SET remaining = o_remaining, sequence = o_sequence WHERE id = p_pool;
END $$;
"""

# A row that is written five hundred times a second stays on its page.
ROOMY = "ALTER TABLE stock_pool SET (fillfactor = 50)"

# What was claimed before there were chains gets the first link of one.
FIRST_LINKS = """
SELECT stock_chain(pool_id, min(number), max(number), max(at)) FROM stock_claim GROUP BY pool_id
"""

UNDO = """
DROP FUNCTION IF EXISTS stock_claim_batch(bigint, bigint[], integer[], text[], interval, interval, integer);
DROP FUNCTION IF EXISTS stock_chain(bigint, integer, integer, timestamptz)
"""
