package fabric

import (
	"fmt"
	"os"
	"os/exec"
)

func run(words ...string) error {
	if printed, err := exec.Command(words[0], words[1:]...).CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %w: %s", words, err, printed)
	}
	return nil
}

func output(words ...string) (string, error) {
	command := exec.Command(words[0], words[1:]...)
	command.Stderr = os.Stderr
	printed, err := command.Output()
	return string(printed), err
}
