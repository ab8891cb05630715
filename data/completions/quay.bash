# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of quay for Bash. What there is to choose from quay itself knows.

_quay() {
  # Bash takes "site:x" and "--links=keep" apart; here they are words as they stand in the line.
  local line=${COMP_LINE:0:COMP_POINT} words=() piece i
  line=${line#"${line%%[![:space:]]*}"}
  for ((i = 0; i <= COMP_CWORD; i++)); do
    piece=${COMP_WORDS[i]}
    [[ $i == "$COMP_CWORD" ]] && piece=${line#"${line%%[![:space:]]*}"}
    if [[ $i == 0 || $line == [[:space:]]* ]]; then words+=("$piece"); else words[-1]+=$piece; fi
    line=${line#"${line%%[![:space:]]*}"}
    line=${line#"$piece"}
  done

  local word=${words[-1]} before="" candidate
  COMPREPLY=()
  # And what it has taken off it does not want back.
  if [[ $word == *[:=]* && $COMP_WORDBREAKS == *[:=]* ]]; then before=${word%"${word##*[:=]}"}; fi
  while IFS=$'\t' read -r candidate _; do
    if [[ $candidate == :files ]]; then
      compopt -o default
    else
      # A path may follow.
      [[ $candidate == site:* || $candidate == *: ]] && compopt -o nospace
      COMPREPLY+=("$(printf %q "${candidate#"$before"}")")
    fi
  done < <(quay --complete "${words[@]:1}" 2>/dev/null)
}
complete -F _quay quay
