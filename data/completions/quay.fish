# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of quay for Fish. What there is to choose from quay itself knows.

function __quay_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in (quay --complete $words[2..] 2>/dev/null)
        if test "$line" = :files
            __fish_complete_path (commandline -ct)
        else
            echo $line
        end
    end
end

complete -c quay -f -a '(__quay_complete)'
