-- Who owes which form for which period, and until when.
CREATE VIEW registry.obligation_due AS
SELECT DISTINCT ON (p.key, a.id, o.form_id)
    p.key AS period_key, a.id AS agency_id, a.name AS agency_name,
    a.short_name AS agency_short_name, o.form_id, f.title AS form_title,
    due.due_on, x.due_on IS NOT NULL AS is_extended,
    due.due_on < (
        SELECT live.live_from FROM registry.operation live
        WHERE live.seq <= (SELECT mart.last_seq()) ORDER BY live.id DESC LIMIT 1)
        AS is_backfilled
FROM ref.period p
JOIN ref.obligation o ON o.frequency = p.kind AND daterange(o.valid_from, o.valid_to) @> p.ends_on
JOIN ref.agency a ON (o.agency_id = a.id OR o.agency_kind = a.kind)
    AND daterange(a.valid_from, a.valid_to) @> p.ends_on
JOIN ref.form f ON f.id = o.form_id
JOIN ref.due_day d ON d.period_key = p.key AND d.agency_kind = a.kind
LEFT JOIN LATERAL (
    SELECT e.due_on FROM registry.deadline_extension e
    WHERE e.period_key = p.key AND e.agency_id = a.id
        AND (e.form_id IS NULL OR e.form_id = o.form_id)
        AND e.seq <= (SELECT mart.last_seq()) AND e.at <= (SELECT mart.horizon())
    ORDER BY e.id DESC LIMIT 1
) x ON true
CROSS JOIN LATERAL (SELECT coalesce(x.due_on, d.due_on) AS due_on) due
ORDER BY p.key, a.id, o.form_id;
COMMENT ON VIEW registry.obligation_due IS 'Cơ quan nào phải gửi biểu nào cho kỳ nào, hạn đến ngày nào';
COMMENT ON COLUMN registry.obligation_due.period_key IS 'Kỳ báo cáo; nguồn: ref.period';
COMMENT ON COLUMN registry.obligation_due.agency_id IS 'Mã cơ quan phải gửi; nguồn: ref.obligation';
COMMENT ON COLUMN registry.obligation_due.agency_name IS 'Tên đầy đủ của cơ quan tại ngày chốt số liệu; nguồn: ref.agency';
COMMENT ON COLUMN registry.obligation_due.agency_short_name IS 'Tên viết gọn của cơ quan tại ngày chốt số liệu; nguồn: ref.agency';
COMMENT ON COLUMN registry.obligation_due.form_id IS 'Mã biểu phải gửi; nguồn: ref.obligation';
COMMENT ON COLUMN registry.obligation_due.form_title IS 'Tên biểu; nguồn: ref.form';
COMMENT ON COLUMN registry.obligation_due.due_on IS 'Hạn gửi (ngày cuối cùng); nguồn: ref.due_day, registry.deadline_extension';
COMMENT ON COLUMN registry.obligation_due.is_extended IS 'Có được gia hạn hay không; nguồn: registry.deadline_extension';
COMMENT ON COLUMN registry.obligation_due.is_backfilled IS 'Hạn gửi có trước ngày hệ thống vận hành hay không (nhập hồi tố); nguồn: registry.operation';
