SELECT w.period_key, '{indicator}' AS indicator_id, '{threshold}' AS threshold, {number} AS part_no,
    '{part}' AS part, '{part_name}' AS part_name, {member} AS member_id, {member_name} AS member_name,
    {numerator} AS numerator, {denominator} AS denominator
FROM mart.{form} w
JOIN ref.period p ON p.key = w.period_key
{join}GROUP BY w.period_key, {member}, {member_name}
