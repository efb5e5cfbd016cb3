-- In a closed period, withdrawing a version or bringing one back takes two stewards: a proposal and
-- its decision, both only appended.
CREATE TABLE registry.version_proposal (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    return_id bigint NOT NULL REFERENCES registry.return,
    kind text NOT NULL CHECK (kind IN ('withdraw', 'restore')),
    reason text NOT NULL CHECK (btrim(reason) <> ''),
    actor text NOT NULL CHECK (btrim(actor) <> ''),
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON registry.version_proposal (return_id);
COMMENT ON TABLE registry.version_proposal IS 'Proposals to withdraw a version or bring it back in a closed period';
COMMENT ON COLUMN registry.version_proposal.id IS 'Running number; source: the desk';
COMMENT ON COLUMN registry.version_proposal.return_id IS 'The version; source: registry.return';
COMMENT ON COLUMN registry.version_proposal.kind IS 'withdraw or restore; source: a steward';
COMMENT ON COLUMN registry.version_proposal.reason IS 'Why; source: a steward';
COMMENT ON COLUMN registry.version_proposal.actor IS 'Who proposes; source: the desk';
COMMENT ON COLUMN registry.version_proposal.at IS 'Moment; source: the desk';

CREATE TABLE registry.version_decision (
    proposal_id bigint PRIMARY KEY REFERENCES registry.version_proposal,
    decision text NOT NULL CHECK (decision IN ('approved', 'refused', 'withdrawn')),
    actor text NOT NULL CHECK (btrim(actor) <> ''),
    reason text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE registry.version_decision IS 'Decisions on proposals to withdraw a version or bring it back';
COMMENT ON COLUMN registry.version_decision.proposal_id IS 'The proposal; source: registry.version_proposal';
COMMENT ON COLUMN registry.version_decision.decision IS 'approved, refused or withdrawn (by the proposer); source: a steward';
COMMENT ON COLUMN registry.version_decision.actor IS 'Who; source: the desk';
COMMENT ON COLUMN registry.version_decision.reason IS 'Why; source: a steward';
COMMENT ON COLUMN registry.version_decision.at IS 'Moment; source: the desk';

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.version_proposal
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.version_decision
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();

CREATE FUNCTION registry.guard_version_decision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    proposer text := (SELECT actor FROM registry.version_proposal WHERE id = new.proposal_id);
BEGIN
    IF new.decision IN ('approved', 'refused') AND btrim(new.actor) = btrim(proposer) THEN
        RAISE EXCEPTION 'Người đề nghị không được tự phê duyệt. Đề nghị một cán bộ tổng hợp khác xem xét.';
    END IF;
    IF new.decision = 'withdrawn' AND btrim(new.actor) <> btrim(proposer) THEN
        RAISE EXCEPTION 'Chỉ người đã đề nghị mới rút được đề nghị này.';
    END IF;
    RETURN new;
END
$$;
COMMENT ON FUNCTION registry.guard_version_decision() IS 'Trigger: nobody approves or refuses what they proposed';
CREATE TRIGGER second_steward BEFORE INSERT ON registry.version_decision
    FOR EACH ROW EXECUTE FUNCTION registry.guard_version_decision();

-- Which event closes a period now; empty while it is open.
CREATE FUNCTION registry.closed_by(period_key text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT CASE WHEN e.kind = 'closed' THEN e.id END
    FROM registry.period_event e WHERE e.period_key = closed_by.period_key
    ORDER BY e.id DESC LIMIT 1
$$;
COMMENT ON FUNCTION registry.closed_by(text) IS 'The event that closes a period now, or empty';

-- In a closed period nothing is withdrawn or brought back before a second steward approved it.
CREATE FUNCTION registry.guard_versions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    asked text := CASE new.state WHEN 'withdrawn' THEN 'withdraw' ELSE 'restore' END;
BEGIN
    IF asked = 'restore' AND NOT EXISTS (
        SELECT FROM registry.return_load l WHERE l.return_id = new.return_id
    ) THEN
        RETURN new;
    END IF;
    IF registry.closed_by((SELECT r.period_key FROM registry.return r WHERE r.id = new.return_id))
        IS NOT NULL AND NOT EXISTS (
            SELECT FROM registry.version_proposal p
            JOIN registry.version_decision d ON d.proposal_id = p.id AND d.decision = 'approved'
            WHERE p.return_id = new.return_id AND p.kind = asked)
    THEN
        RAISE EXCEPTION 'Kỳ báo cáo đã khóa: rút hoặc khôi phục một bản phải có một cán bộ tổng hợp khác phê duyệt.';
    END IF;
    RETURN new;
END
$$;
COMMENT ON FUNCTION registry.guard_versions() IS 'Trigger: in a closed period a second steward approves what is withdrawn or brought back';
CREATE TRIGGER second_steward BEFORE INSERT ON registry.return_event
    FOR EACH ROW WHEN (new.state IN ('withdrawn', 'accepted'))
    EXECUTE FUNCTION registry.guard_versions();

-- What comes after its period was closed waits for a steward, who says why it may count after all:
-- an accepted reason about the very event that closed the period.
CREATE FUNCTION registry.waits_for_closed(return_id bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (
        SELECT FROM (
            SELECT registry.closed_by(r.period_key) AS event_id FROM registry.return r
            WHERE r.id = waits_for_closed.return_id
        ) closing
        WHERE closing.event_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM registry.confirmation c
            JOIN registry.confirmation_event e ON e.confirmation_id = c.id AND e.decision = 'accepted'
            WHERE c.return_id = waits_for_closed.return_id AND c.rule_id = 'period.closed'
                AND c.row_key = closing.event_id::text))
$$;
COMMENT ON FUNCTION registry.waits_for_closed(bigint) IS 'Whether the period of a return is closed and no steward let the return in';

CREATE OR REPLACE FUNCTION registry.state_when_clean(return_id bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN registry.waits_for_closed(state_when_clean.return_id) THEN 'needs_confirmation'
        WHEN EXISTS (
            SELECT FROM registry.return r
            JOIN ref.period p ON p.key = r.period_key
            JOIN ref.signing s ON s.form_id = r.form_id
                AND daterange(s.valid_from, s.valid_to) @> p.ends_on
            WHERE r.id = state_when_clean.return_id
                AND NOT EXISTS (SELECT FROM registry.signature g WHERE g.return_id = r.id)
        ) THEN 'awaiting_signature'
        ELSE 'accepted' END
$$;
COMMENT ON FUNCTION registry.state_when_clean(bigint) IS 'The state of a return in which nothing is open: accepted, or waiting for a steward after its period was closed, or for its signature';

-- Tell open returns of a closed period that it is closed, once for each closing.
CREATE FUNCTION registry.ask_about_closing(return_ids bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO registry.finding (submission_id, return_id, judgement_id, rule_id, severity, rung,
        form_id, sheet, column_name, cells, row_key, row_label, value, expected, difference, message)
    SELECT r.submission_id, r.id, NULL, u.id, u.severity, u.rung, r.form_id, r.sheet, '', '[]',
        c.id::text, '', '', '', '',
        replace(replace(u.message, '{value}',
            to_char(c.at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'DD/MM/YYYY')), '{other}',
            CASE WHEN c.release_id IS NULL THEN 'lý do: ' || c.reason
                ELSE 'báo cáo của kỳ đã ban hành' END)
    FROM registry.return r
    JOIN registry.period_event c ON c.id = registry.closed_by(r.period_key)
    JOIN ref.rule u ON u.id = 'period.closed'
    LEFT JOIN registry.return_state s ON s.return_id = r.id
    WHERE r.id = ANY (return_ids)
        AND coalesce(s.state, 'received')
            IN ('received', 'rejected', 'needs_confirmation', 'awaiting_signature')
        AND NOT EXISTS (
            SELECT FROM registry.finding f
            WHERE f.return_id = r.id AND f.rule_id = u.id AND f.row_key = c.id::text)
    ORDER BY r.id;
END
$$;
COMMENT ON FUNCTION registry.ask_about_closing(bigint[]) IS 'Adds to open returns of a closed period the finding that it is closed';

-- No exception lets a closed period off: a steward decides on each return.
ALTER TABLE registry.waiver ADD CONSTRAINT waiver_never_of_closing CHECK (rule_id <> 'period.closed');
