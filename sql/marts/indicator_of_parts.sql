-- Indicators of longer periods, made of the shorter ones that follow each other through them: half-years
-- and nine months of quarters. Flows are added up; of what is as it is at the end, the last part counts.
-- What can be made of neither (a work stands in the lists of several quarters) is not here.
CREATE VIEW mart.indicator_of_parts AS
WITH tiling AS (
    SELECT DISTINCT ON (q.key) q.key AS period_key, p.kind, count(*)::integer AS part_count
    FROM ref.period q
    JOIN ref.period p ON p.year = q.year AND p.kind <> q.kind
        AND q.starts_on <= p.starts_on AND p.ends_on <= q.ends_on
    GROUP BY q.key, p.kind
    HAVING count(*) > 1 AND min(p.starts_on) = q.starts_on AND max(p.ends_on) = q.ends_on
        AND max(p.cut_off_on) = q.cut_off_on
        AND sum(p.ends_on - p.starts_on + 1) = q.ends_on - q.starts_on + 1
    ORDER BY q.key, count(*) DESC
), made AS (
    SELECT q.key AS period_key, i.indicator_id, i.indicator, i.of_parts, i.is_share, i.is_total,
        i.apart, t.part_count, max(i.area_code) AS area_code, max(i.area_name) AS area_name,
        count(*)::integer AS sent_part_count, bool_or(i.state = 'reported') AS has_rows,
        bool_and(i.is_whole) AS are_whole, bool_and(i.is_whole) FILTER (WHERE is_last) AS is_last_whole,
        bool_or(i.is_main AND is_last) AS is_main,
        sum(i.numerator) FILTER (WHERE i.of_parts = 'sum' OR is_last) AS numerator,
        sum(i.denominator) FILTER (WHERE i.of_parts = 'sum' OR is_last) AS denominator
    FROM tiling t
    JOIN ref.period q ON q.key = t.period_key
    JOIN ref.period p ON p.kind = t.kind AND p.year = q.year
        AND q.starts_on <= p.starts_on AND p.ends_on <= q.ends_on
    JOIN (SELECT DISTINCT period_key FROM registry.return) begun ON begun.period_key = p.key
    CROSS JOIN LATERAL (
        SELECT i.*, d.of_parts, d.is_share, p.ends_on = q.ends_on AS is_last
        FROM mart.indicator i
        JOIN ref.indicator d ON d.id = i.indicator_id AND d.of_parts <> ''
        WHERE i.period_key = p.key AND i.state <> 'not_sent'
        OFFSET 0  -- for each part by itself: nothing else keeps the planner from joining
    ) i
    GROUP BY q.key, i.indicator_id, i.indicator, i.of_parts, i.is_share, i.is_total, i.apart,
        t.part_count, CASE WHEN NOT i.is_total THEN i.area_code END
), whole AS (
    SELECT *, CASE of_parts WHEN 'sum' THEN are_whole AND sent_part_count = part_count
        ELSE is_last_whole END AS is_whole
    FROM made
    WHERE of_parts = 'sum' OR is_last_whole IS NOT NULL
)
SELECT period_key, indicator_id, indicator,
    CASE WHEN NOT is_total OR is_whole THEN area_code END AS area_code,
    CASE WHEN NOT is_total OR is_whole THEN area_name ELSE 'Các nơi đã có số liệu' END AS area_name,
    is_total, is_whole, CASE WHEN has_rows THEN 'reported' ELSE 'nil' END AS state, apart, is_main,
    CASE WHEN is_share THEN 100.0 * numerator / nullif(denominator, 0) ELSE numerator END AS value,
    numerator, denominator, of_parts, sent_part_count, part_count
FROM whole;
COMMENT ON VIEW mart.indicator_of_parts IS 'Chỉ tiêu của 6 tháng, 9 tháng (và cả năm) lập từ các quý: số phát sinh được cộng, số cuối kỳ lấy quý cuối';
COMMENT ON COLUMN mart.indicator_of_parts.period_key IS 'Kỳ được lập từ các kỳ ngắn hơn, ví dụ 2020-H1; nguồn: ref.period';
COMMENT ON COLUMN mart.indicator_of_parts.indicator_id IS 'Mã chỉ tiêu; nguồn: ref.indicator';
COMMENT ON COLUMN mart.indicator_of_parts.indicator IS 'Tên chỉ tiêu; nguồn: ref.indicator';
COMMENT ON COLUMN mart.indicator_of_parts.area_code IS 'Mã địa bàn; ở dòng cộng là mã tỉnh nếu số liệu đầy đủ, nếu không thì để trống; nguồn: mart.indicator';
COMMENT ON COLUMN mart.indicator_of_parts.area_name IS 'Tên địa bàn; dòng cộng chỉ mang tên tỉnh khi số liệu đầy đủ; nguồn: mart.indicator';
COMMENT ON COLUMN mart.indicator_of_parts.is_total IS 'Có phải dòng cộng các nơi đã gửi hay không; nguồn: mart.indicator';
COMMENT ON COLUMN mart.indicator_of_parts.is_whole IS 'Mọi cơ quan phải gửi đều đã có bản được tính hay chưa, ở mọi quý (số cộng) hoặc ở quý cuối (số cuối kỳ); nguồn: mart.indicator';
COMMENT ON COLUMN mart.indicator_of_parts.state IS 'Tình trạng: reported (có số liệu) hoặc nil (đã gửi, không phát sinh); nguồn: mart.indicator';
COMMENT ON COLUMN mart.indicator_of_parts.apart IS 'Phần số liệu không được cộng chung, ví dụ chuẩn nghèo; để trống nếu không có; nguồn: mart.indicator';
COMMENT ON COLUMN mart.indicator_of_parts.is_main IS 'Có phải phần có nhiều dòng nhất của quý cuối hay không; nguồn: mart.indicator';
COMMENT ON COLUMN mart.indicator_of_parts.value IS 'Giá trị chưa làm tròn, theo đơn vị của chỉ tiêu; tỷ lệ được tính lại từ tử số và mẫu số; nguồn: mart.indicator';
COMMENT ON COLUMN mart.indicator_of_parts.numerator IS 'Tử số của tỷ lệ, hoặc chính giá trị; nguồn: mart.indicator';
COMMENT ON COLUMN mart.indicator_of_parts.denominator IS 'Mẫu số của tỷ lệ, để trống nếu không phải tỷ lệ; nguồn: mart.indicator';
COMMENT ON COLUMN mart.indicator_of_parts.of_parts IS 'Lập thế nào: sum (cộng các quý) hoặc last (lấy quý cuối); nguồn: ref.indicator';
COMMENT ON COLUMN mart.indicator_of_parts.sent_part_count IS 'Số quý đã có số liệu; đơn vị: quý; nguồn: mart.indicator';
COMMENT ON COLUMN mart.indicator_of_parts.part_count IS 'Số quý của kỳ; đơn vị: quý; nguồn: ref.period';
