function e(t){try{return localStorage.getItem(t)??""}catch{return""}}function o(t,r){try{r===""?localStorage.removeItem(t):localStorage.setItem(t,r)}catch{}}export{e as a,o as b};
