-- Who may do what. Four groups without login; a login is a member of those it needs.
-- Run after every migration, so that new tables and views are covered.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA ref, registry, landing, mart, release
    FROM etl_loader, etl_steward, etl_analyst, etl_report;

-- Everybody reads reference data and marts; nobody but the owner writes them.
GRANT USAGE ON SCHEMA ref, mart TO etl_loader, etl_steward, etl_analyst, etl_report;
GRANT SELECT ON ALL TABLES IN SCHEMA ref, mart TO etl_loader, etl_steward, etl_analyst, etl_report;

-- The loader writes what the pipeline finds.
GRANT USAGE ON SCHEMA registry, landing, release TO etl_loader;
GRANT SELECT ON ALL TABLES IN SCHEMA registry, landing, release TO etl_loader;
GRANT INSERT ON
    registry.submission, registry.submission_event, registry.explanation, registry.return,
    registry.return_event, registry.return_load, registry.finding, registry.confirmation,
    registry.confirmation_event, registry.notice, registry.correction_event, registry.link_event,
    registry.upload, registry.judgement, registry.finding_lifted, registry.incident,
    registry.incident_event, registry.warehouse_check, release.announcement TO etl_loader;
GRANT UPDATE (kind, agency_id, period_key, state, data_note, editions, recognised)
    ON registry.submission TO etl_loader;
GRANT INSERT, DELETE ON ALL TABLES IN SCHEMA landing TO etl_loader;

-- The steward decides, by appending.
GRANT USAGE ON SCHEMA registry, landing, release TO etl_steward;
GRANT SELECT ON ALL TABLES IN SCHEMA registry, landing, release TO etl_steward;
GRANT INSERT ON
    registry.return_event, registry.submission_event, registry.confirmation,
    registry.confirmation_event, registry.waiver, registry.waiver_event, registry.correction,
    registry.correction_event, registry.notice, registry.link, registry.link_event,
    registry.deadline_extension, registry.signature, registry.period_event, registry.judgement,
    registry.finding, registry.finding_lifted, registry.correction_finding,
    registry.version_proposal, registry.version_decision,
    registry.incident_event TO etl_steward;

-- Whoever appends an event gives it its place in the order of all events.
GRANT USAGE ON SEQUENCE registry.event_seq TO etl_loader, etl_steward;
GRANT SELECT ON SEQUENCE registry.event_seq TO etl_loader;

-- The report reads marts and keeps what was issued; it never sees a form or a landing table.
GRANT USAGE ON SCHEMA release, registry TO etl_report;
GRANT SELECT, INSERT ON registry.period_event TO etl_report;
GRANT SELECT ON registry.warehouse_check TO etl_report;
GRANT SELECT ON SEQUENCE registry.event_seq TO etl_report;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA release TO etl_report;
GRANT UPDATE (number, signed_on, title, state, decided_at, decided_by, reason)
    ON release.release TO etl_report;
