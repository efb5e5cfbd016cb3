-- Every target beside what the returns in force say of the province, the straight line from where it
-- starts to its year, and what is still missing; or why nothing can be said. What is compared is
-- printed to two decimals. A fall is asked of every year: its line is the target itself, and more than
-- a range asks is reached too.
CREATE VIEW mart.target_progress AS
SELECT n.period_key, n.number, n.indicator_id, n.indicator, n.document, n.item, n.target_year,
    n.comparison, n.target_value, n.target_high_value, n.unit, n.wording, n.mark, n.basis, n.note,
    n.valid_from, CASE WHEN n.base_value IS NOT NULL THEN n.baseline_year END AS baseline_year,
    n.base_value AS baseline_value, n.baseline_text, n.baseline_mark, n.path_value,
    n.value AS actual_value, n.numerator, n.denominator,
    CASE WHEN NOT is_met THEN n.target_value - n.printed END AS remaining_value,
    CASE WHEN NOT is_met AND NOT n.is_yearly AND n.year < n.target_year
        THEN (n.target_value - n.printed) / (n.target_year - n.year) END AS pace_value,
    CASE WHEN is_met THEN 'reached'
        WHEN n.gap IN ('not_comparable', 'no_value', 'no_baseline', 'series_break') THEN 'not_comparable'
        WHEN n.gap <> '' THEN 'no_data'
        WHEN (n.printed - n.path_value) * n.direction >= 0 AND n.direction <> 0
            AND n.year < n.target_year AND NOT n.is_yearly THEN 'on_track'
        ELSE 'behind'
    END AS state,
    CASE WHEN is_met THEN '' ELSE n.gap END AS gap,
    CASE WHEN n.gap IN ('series_break', 'not_comparable') AND is_met IS NOT TRUE
        THEN n.series_break ELSE '' END AS series_break,
    n.sent_count, n.owed_count
FROM (
    SELECT o.*,
        CASE o.comparison
            WHEN '=' THEN o.printed = o.target_value
            WHEN '>' THEN o.printed > o.target_value
            WHEN '<' THEN o.printed < o.target_value
            WHEN '<=' THEN o.printed <= o.target_value
            ELSE o.printed >= o.target_value
        END AS is_met,
        CASE o.comparison
            WHEN '=' THEN sign(o.target_value - o.start_value)
            WHEN '<' THEN -1 WHEN '<=' THEN -1 ELSE 1
        END AS direction,
        CASE WHEN o.is_yearly THEN o.target_value
            ELSE o.start_value + (o.target_value - o.start_value) * least(1,
                (o.year - o.baseline_year)::numeric / (o.target_year - o.baseline_year))
        END AS path_value,
        CASE WHEN o.form_id = '' THEN 'no_form'
            WHEN o.is_elsewhere THEN 'other_period'
            WHEN NOT o.is_sent THEN 'not_sent'
            WHEN NOT o.is_whole THEN 'partial'
            WHEN o.value IS NULL THEN CASE WHEN o.is_yearly THEN 'not_comparable' ELSE 'no_number' END
            WHEN o.target_value IS NULL AND NOT o.is_of_baseline THEN 'no_value'
            WHEN o.series_break <> '' AND NOT o.is_yearly THEN 'series_break'
            WHEN o.start_value IS NULL AND NOT o.is_yearly THEN 'no_baseline'
            ELSE ''
        END AS gap
    FROM ref.period p
    CROSS JOIN LATERAL (  -- of one period: what is measured is measured once
        WITH measured AS MATERIALIZED (
            SELECT m.*, s.year AS at_year, s.form_id
            FROM (
                SELECT DISTINCT s.form_id, s.year, s.source_key
                FROM ref.target t
                JOIN ref.indicator d ON d.id = t.indicator_id
                JOIN ref.target_source s ON s.form_id = d.form_id AND (s.year = p.year
                    OR s.year = t.baseline_year AND t.baseline_value IS NULL AND s.year < p.year)
            ) s
            JOIN (
                SELECT i.*
                FROM (
                    SELECT DISTINCT s.source_key FROM ref.target_source s WHERE s.year = p.year
                        OR s.year IN (SELECT t.baseline_year FROM ref.target t
                            WHERE t.baseline_value IS NULL AND t.baseline_year < p.year)
                ) k
                CROSS JOIN LATERAL (
                    SELECT * FROM mart.indicator i
                    WHERE i.period_key = k.source_key AND i.is_total AND i.is_main
                    OFFSET 0  -- for each period by itself
                ) i
            ) m ON m.period_key = s.source_key
        )
        SELECT t.period_key, p.year, t.number, t.indicator_id, t.indicator, t.document, t.item,
            t.target_year, t.comparison, t.target_high_value, t.is_of_baseline, t.unit, t.wording,
            t.mark, d.basis, t.note, t.valid_from, t.baseline_year, t.baseline_text, t.baseline_mark,
            CASE WHEN t.is_of_baseline THEN t.target_value * s.base_value / 100
                ELSE t.target_value END AS target_value,
            s.base_value, CASE WHEN r.text IS NULL THEN s.base_value END AS start_value,
            CASE WHEN d.fall_of = '' THEN coalesce(r.text, '') ELSE i.series_break END AS series_break, d.form_id, d.fall_of <> '' AS is_yearly,
            i.indicator_id IS NOT NULL AS is_sent, d.adds_up_over_periods AND EXISTS (
                SELECT FROM ref.target_source e WHERE e.period_key = p.key AND e.form_id = d.form_id
                    AND e.source_key <> p.key) AS is_elsewhere, i.is_whole, w.*, round(w.value, 2) AS printed,
            i.sent_count, i.owed_count
        FROM mart.target t
        JOIN ref.indicator d ON d.id = t.indicator_id
        LEFT JOIN measured i ON i.at_year = p.year AND i.form_id = d.form_id
            AND i.indicator_id = t.indicator_id
            AND (i.period_key = p.key OR NOT d.adds_up_over_periods)  -- a half is no year
        LEFT JOIN measured b ON b.at_year = t.baseline_year AND b.form_id = d.form_id
            AND b.indicator_id = t.indicator_id
        CROSS JOIN LATERAL (
            SELECT CASE WHEN t.baseline_year > p.year THEN NULL
                WHEN t.baseline_value IS NOT NULL THEN t.baseline_value
                WHEN b.is_whole THEN b.value END AS base_value
        ) s
        CROSS JOIN LATERAL (
            SELECT ref.series_breaks(d.form_id, d.columns, y.ends_on, p.ends_on, true, true) AS text
            FROM (SELECT max(ends_on) AS ends_on FROM ref.period
                WHERE kind = 'year' AND year = t.baseline_year) y
        ) r
        LEFT JOIN LATERAL (
            SELECT i.value, i.numerator, i.denominator WHERE i.is_whole  -- a part is not the province
        ) w ON true
        WHERE t.period_key = p.key
    ) o
    WHERE p.kind = 'year'
) n;
COMMENT ON VIEW mart.target_progress IS 'Mọi mục tiêu đặt cạnh kết quả thực hiện, mốc và mức phải đạt theo đường thẳng; mục tiêu chưa đánh giá được thì nêu lý do';
COMMENT ON COLUMN mart.target_progress.period_key IS 'Kỳ báo cáo (năm); nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.number IS 'Số thứ tự mục tiêu trong kế hoạch của tỉnh; nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.indicator_id IS 'Mã chỉ tiêu; nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.indicator IS 'Tên chỉ tiêu; nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.document IS 'Văn bản giao mục tiêu; nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.item IS 'Mục, điểm của văn bản; nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.target_year IS 'Năm phải đạt mục tiêu; nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.comparison IS 'Cách so sánh: =, >, >=, <, <= hoặc range (trong khoảng, đạt từ mức thấp trở lên); nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.target_value IS 'Giá trị mục tiêu, theo đơn vị ở cột unit; mục tiêu tính theo mốc thì là phần của mốc; nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.target_high_value IS 'Mức trên của khoảng mục tiêu, theo đơn vị ở cột unit; nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.unit IS 'Đơn vị tính của giá trị; nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.wording IS 'Nguyên văn mục tiêu trong văn bản; nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.mark IS 'Mức mục tiêu là published (đã công bố), derived (suy ra) hay assumed (giả định); nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.basis IS 'Cách tính tỷ lệ; nguồn: ref.indicator';
COMMENT ON COLUMN mart.target_progress.note IS 'Điều chưa rõ, giả định và cách hiểu; nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.valid_from IS 'Ngày mục tiêu bắt đầu có hiệu lực; nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.baseline_year IS 'Năm của mốc, để trống nếu chưa có mốc so sánh được; nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.baseline_value IS 'Giá trị mốc, theo đơn vị ở cột unit: số đã công bố, hoặc số các cơ quan báo cáo của năm đó; nguồn: mart.target, mart.indicator';
COMMENT ON COLUMN mart.target_progress.baseline_text IS 'Mốc là gì, lấy ở đâu; nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.baseline_mark IS 'Mốc là published (đã công bố), derived (suy ra) hay assumed (giả định); nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.path_value IS 'Mức của năm báo cáo trên đường thẳng từ mốc đến mục tiêu (suy ra, không phải chỉ tiêu được giao); mục tiêu hằng năm thì là chính mục tiêu; nguồn: mart.target';
COMMENT ON COLUMN mart.target_progress.actual_value IS 'Kết quả của kỳ báo cáo, theo đơn vị ở cột unit, để trống nếu chưa có; nguồn: mart.indicator';
COMMENT ON COLUMN mart.target_progress.numerator IS 'Tử số của kết quả; của mức giảm là tử số của tỷ lệ kỳ này; nguồn: mart.indicator';
COMMENT ON COLUMN mart.target_progress.denominator IS 'Mẫu số của kết quả, để trống nếu không phải tỷ lệ; nguồn: mart.indicator';
COMMENT ON COLUMN mart.target_progress.remaining_value IS 'Còn phải tăng (số dương) hay giảm (số âm) bao nhiêu, theo đơn vị ở cột unit; để trống nếu đã đạt hoặc chưa có số liệu; nguồn: mart.target, mart.indicator';
COMMENT ON COLUMN mart.target_progress.pace_value IS 'Mỗi năm còn lại phải tăng hay giảm bao nhiêu để đạt đúng năm; để trống nếu đã đạt, đã quá năm hoặc là mục tiêu hằng năm (mức cần chính là mục tiêu); nguồn: mart.target, mart.indicator';
COMMENT ON COLUMN mart.target_progress.state IS 'Tình trạng: reached (đạt), on_track (đúng tiến độ), behind (chậm tiến độ), no_data (chưa có số liệu) hoặc not_comparable (không so sánh được); kết quả làm tròn như khi in; nguồn: mart.target, mart.indicator';
COMMENT ON COLUMN mart.target_progress.gap IS 'Vì sao chưa đánh giá được: no_form (chưa có biểu thu thập), other_period (số phát sinh được thu thập theo kỳ khác), not_sent (chưa có biểu nào được tính), not_comparable (không so sánh được với năm trước), partial (mới có số liệu của một phần cơ quan), no_number (biểu đã gửi không có số này), no_value (văn bản không nêu số), no_baseline (chưa có mốc so sánh được), series_break (chuỗi số liệu bị ngắt từ mốc đến nay); để trống nếu đánh giá được; nguồn: ref.indicator, mart.indicator';
COMMENT ON COLUMN mart.target_progress.series_break IS 'Vì sao chuỗi số liệu bị ngắt, để trống nếu không bị ngắt hoặc đã đạt mục tiêu; nguồn: ref.series_break';
COMMENT ON COLUMN mart.target_progress.sent_count IS 'Số cơ quan phải gửi đã có bản được tính; đơn vị: cơ quan; nguồn: mart.indicator';
COMMENT ON COLUMN mart.target_progress.owed_count IS 'Số cơ quan phải gửi biểu; đơn vị: cơ quan; nguồn: mart.indicator';
