-- the next number of the year of the letter; numbers given by hand count too
SELECT coalesce(max(substring(number FROM '^[0-9]+')::integer), 0) + 1
FROM release.release
WHERE state = 'published' AND extract(year FROM signed_on) = :year
